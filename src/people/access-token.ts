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
  holds(claims: Claims): boolean
  /** The account's role or password changed: what was issued until now no longer holds. */
  cut(accountId: Id): void
}

/** Cuts are kept in memory only: a token does not outlive a boot, and a cut is not needed once its tokens are over. */
export const createAccessTokens = (clock: Clock): AccessTokens => {
  const cuts = new Map<Id, number>()
  return {
    holds(claims) {
      const now = clock.now()
      if (claims.arranque !== clock.boot().numero || claims.vence_nodo_ms <= now) return false
      return claims.vence_nodo_ms - accessLifetimeMs > (cuts.get(claims.sub) ?? Number.NEGATIVE_INFINITY)
    },
    cut(accountId) {
      const now = clock.now()
      for (const [id, at] of cuts) if (at + accessLifetimeMs <= now) cuts.delete(id)
      cuts.set(accountId, now)
    },
  }
}
