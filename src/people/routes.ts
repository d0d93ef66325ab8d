import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Credenciales } from '../model/usuario.ts'
import { claimsFor } from './access-token.ts'
import type { Accounts } from './accounts.ts'
import type { Credentials } from './credentials.ts'
import type { SignedIn } from './session.ts'
import type { Tickets } from './tickets.ts'

export interface PeopleRoutesDeps {
  accounts: Accounts
  credentials: Credentials
  tickets: Tickets
  clock: Clock
}

/** Opening an account, signing in, staying in, leaving. */
export const peopleRoutes =
  ({ accounts, credentials: ways, tickets, clock }: PeopleRoutesDeps): Routes =>
  (register, app) => {
    const credentials = ({ usuario, sesion, refresh }: SignedIn): Credenciales => {
      const claims = claimsFor(usuario, sesion, clock)
      return { usuario, token: app.jwt.sign(claims), refresh, vence_en: clock.wallOf(claims.vence_nodo_ms) }
    }

    register('POST /api/users/register', async ({ body, address, agent, keep }) => {
      let answer: Credenciales | undefined
      const signedIn = await accounts.register(body, { address, agent }, (made) => {
        answer = credentials(made)
        return keep(201, answer)
      })
      return answer ?? credentials(signedIn)
    })
    register('POST /api/users/first', async ({ body, address, agent }) =>
      credentials(await accounts.first(body, { address, agent })),
    )
    register('POST /api/users/login', async ({ body, address, agent }) =>
      credentials(await accounts.login(body, { address, agent })),
    )
    register('POST /api/users/claim', async ({ body, address, agent }) =>
      credentials(await ways.claim(body, { address, agent })),
    )
    register('POST /api/users/refresh', async ({ body }) => credentials(await accounts.refresh(body.refresh)))
    register('POST /api/users/ticket', async ({ reader }) => {
      const claims = tickets.claimsFor(
        claimsFor({ id: reader!.id, tipo_usuario: reader!.rol }, reader!.sesion ?? '', clock),
      )
      return { boleto: app.jwt.sign(claims), vence_en: clock.wallOf(claims.hasta_nodo_ms) }
    })
    register('POST /api/users/logout', async ({ body }) => {
      await accounts.logout(body.refresh)
      return null
    })
  }
