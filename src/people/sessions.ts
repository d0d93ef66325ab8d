import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import { pageOf } from '../model/page.ts'
import type { SesionVista } from '../model/perfil.ts'
import type { Id } from '../model/primitives.ts'
import type { AccessTokens } from './access-token.ts'
import type { SessionStore } from './store.ts'

/** The devices on which people are signed in. A device that is signed out is out at once, with its access token. */
export interface Sessions {
  /** The last used first. @param asking the device that asks @throws NodoError cursor_invalido */
  list(
    usuarioId: Id,
    asked: { limite?: number; cursor?: string },
    asking: Id | undefined,
  ): Promise<{ datos: SesionVista[]; siguiente: string | null; total: number }>
  /** @throws NodoError sesion_no_encontrada */
  revoke(usuarioId: Id, sesionId: Id): Promise<void>
  /** All of them but the one that asks. */
  revokeOthers(usuarioId: Id, asking: Id | undefined): Promise<void>
}

export interface SessionsDeps {
  sessions: Pick<SessionStore, 'ofUser' | 'revoke'>
  accessTokens: Pick<AccessTokens, 'end'>
  clock: Pick<Clock, 'now' | 'wall' | 'wallOf'>
}

export const createSessions = ({ sessions, accessTokens, clock }: SessionsDeps): Sessions => ({
  async list(usuarioId, asked, asking) {
    const held = await sessions.ofUser(usuarioId, clock.now())
    const shown = held.map(({ familia, dispositivo, agente, ip, creada_en, usada_en, vence_nodo_ms }) => ({
      ...{ id: familia, dispositivo, agente, ip, creada_en, usada_en, actual: familia === asking },
      vence_en: clock.wallOf(vence_nodo_ms),
    }))
    return pageOf(shown, asked)
  },
  async revoke(usuarioId, familia) {
    const revoked = await sessions.revoke(usuarioId, clock.wall(), { familia })
    if (revoked.length === 0) throw new NodoError('sesion_no_encontrada')
    accessTokens.end(revoked)
  },
  async revokeOthers(usuarioId, asking) {
    accessTokens.end(await sessions.revoke(usuarioId, clock.wall(), { menos: asking ?? null }))
  },
})
