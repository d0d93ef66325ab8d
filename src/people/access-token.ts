import type { Clock } from '../clock.ts'
import type { Id } from '../model/primitives.ts'
import type { Rol } from '../model/usuario.ts'

/**
 * What an access token carries. Its end is in node time and it holds for one boot only, because the wall clock of the
 * box may be wrong (design, *Time*): so there is no `exp`.
 */
export interface Claims {
  sub: Id
  rol: Rol
  /** The device: the family of its refresh tokens. */
  sesion: Id
  arranque: number
  vence_nodo_ms: number
}

export const accessLifetimeMs = 15 * 60_000

/** @returns the claims of a new access token, good for 15 minutes of node time */
export const claimsFor = (account: { id: Id; tipo_usuario: Rol }, sesion: Id, clock: Clock): Claims => ({
  sub: account.id,
  rol: account.tipo_usuario,
  sesion,
  arranque: clock.boot().numero,
  vence_nodo_ms: clock.now() + accessLifetimeMs,
})

/** Which access tokens still hold, beyond what their signature tells. */
export interface AccessTokens {
  holds(claims: Pick<Claims, 'sub' | 'sesion' | 'arranque' | 'vence_nodo_ms'>): boolean
  /** What an account may do changed: what was issued to it until now no longer holds, but on the device that is named. */
  cut(accountId: Id, but?: Id): void
  /** These devices were signed out: what was issued to them no longer holds. */
  end(sessions: readonly Id[]): void
  /** Calls `ended` where what was issued to this device holds no longer, as an answer that goes on for long has to know. */
  watch(device: Pick<Claims, 'sub' | 'sesion'>, ended: () => void): { stop(): void }
}

/** Cuts are kept in memory only: a token does not outlive a boot, and a cut is not needed once its tokens are over. */
export const createAccessTokens = (clock: Pick<Clock, 'now' | 'boot'>): AccessTokens => {
  const cuts = new Map<Id, { at: number; but: Id | undefined }>()
  const ended = new Map<Id, { at: number }>()
  const watching = new Set<{ device: Pick<Claims, 'sub' | 'sesion'>; ended: () => void }>()
  const tell = (concerns: (device: Pick<Claims, 'sub' | 'sesion'>) => boolean) => {
    for (const { device, ended } of watching) if (concerns(device)) ended()
  }
  const forget = (marks: Map<Id, { at: number }>, now: number) => {
    for (const [id, { at }] of marks) if (at + accessLifetimeMs <= now) marks.delete(id)
  }
  return {
    holds({ sub, sesion, arranque, vence_nodo_ms }) {
      if (arranque !== clock.boot().numero || vence_nodo_ms <= clock.now() || ended.has(sesion)) return false
      const cut = cuts.get(sub)
      return cut === undefined || cut.but === sesion || vence_nodo_ms - accessLifetimeMs > cut.at
    },
    cut(accountId, but) {
      const at = clock.now()
      forget(cuts, at)
      cuts.set(accountId, { at, but })
      tell(({ sub, sesion }) => sub === accountId && sesion !== but)
    },
    end(sessions) {
      const at = clock.now()
      forget(ended, at)
      for (const id of sessions) ended.set(id, { at })
      tell(({ sesion }) => sessions.includes(sesion))
    },
    watch(device, whenEnded) {
      const watch = { device, ended: whenEnded }
      watching.add(watch)
      return { stop: () => void watching.delete(watch) }
    },
  }
}
