import type { Presencia } from '../model/presencia.ts'

/**
 * Which sessions are in use. It may be lost at any moment, and forgets by itself a session that is no longer seen.
 * @throws NodoError servicio_no_disponible from every call while the live state is away
 */
export interface PresenceStore {
  /** @param tokenHash SHA-256 of the session's token, as `refresh_hash` @param at UTC ms */
  see(tokenHash: string, userId: string, at: number): Promise<void>
  /** The person left; a session that is not known is no error. */
  leave(tokenHash: string, at: number): Promise<void>
  /** Those that are known, in the order that is asked for; undefined for the others. */
  find(tokenHashes: readonly string[]): Promise<(Presencia | undefined)[]>
}
