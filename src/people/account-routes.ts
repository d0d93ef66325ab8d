import type { Routes } from '../http/route.ts'
import type { Perfil } from '../model/perfil.ts'
import type { Administration } from './administration.ts'
import type { Credentials } from './credentials.ts'
import type { Profiles } from './profiles.ts'
import type { SecondFactor } from './second-factor.ts'
import type { Segments } from './segments.ts'
import type { Sessions } from './sessions.ts'

export interface AccountRoutesDeps {
  profiles: Profiles
  sessions: Sessions
  credentials: Credentials
  secondFactor: SecondFactor
  administration: Administration
  segments: Segments
}

/** What concerns an account that is there: how it shows itself, where it is signed in, what it may. */
export const accountRoutes =
  ({ profiles, sessions, credentials, secondFactor, administration, segments }: AccountRoutesDeps): Routes =>
  (register) => {
    register('POST /api/users', async ({ body, reader, keep }) =>
      administration.open(body, reader!, (made: Perfil) => keep(201, made)),
    )
    register('GET /api/users/segment', ({ query }) => segments.of(query))
    register('GET /api/users/:id', ({ params, reader }) => profiles.read(params.id, reader))
    register('PUT /api/users/:id', ({ params, body: { version, ...fields }, reader, ifMatch }) =>
      profiles.change(params.id, fields, reader, ifMatch ?? version),
    )
    register('PUT /api/users/:id/password', async ({ params, body, reader, address, agent }) => {
      await credentials.change(params.id, body, { address, agent }, reader?.sesion)
      return null
    })
    register('POST /api/users/:id/totp', ({ params }) => secondFactor.enrol(params.id))
    register('POST /api/users/:id/totp/confirm', ({ params, body }) => secondFactor.confirm(params.id, body))
    register('DELETE /api/users/:id/totp', async ({ params }) => {
      await secondFactor.remove(params.id)
      return null
    })
    register('POST /api/users/:id/reset-code', ({ params, body, reader }) =>
      administration.giveCode(params.id, body, reader!),
    )
    register('PUT /api/users/:id/status', ({ params, body: { version, ...given }, reader, ifMatch }) =>
      administration.setStanding(params.id, given, reader!, ifMatch ?? version),
    )
    register('GET /api/users/:id/sessions', ({ params, query, reader }) =>
      sessions.list(params.id, query, reader?.sesion),
    )
    register('DELETE /api/users/:id/sessions', async ({ params, reader }) => {
      await sessions.revokeOthers(params.id, reader?.sesion)
      return null
    })
    register('DELETE /api/users/:id/sessions/:sesionId', async ({ params }) => {
      await sessions.revoke(params.id, params.sesionId)
      return null
    })
  }
