import type { Routes } from '../http/route.ts'
import type { Profiles } from './profiles.ts'
import type { Sessions } from './sessions.ts'

/** What concerns an account that is there: how it shows itself, and where it is signed in. */
export const accountRoutes =
  ({ profiles, sessions }: { profiles: Profiles; sessions: Sessions }): Routes =>
  (register) => {
    register('GET /api/users/:id', ({ params, reader }) => profiles.read(params.id, reader))
    register('PUT /api/users/:id', ({ params, body: { version, ...fields }, reader, ifMatch }) =>
      profiles.change(params.id, fields, reader, ifMatch ?? version),
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
