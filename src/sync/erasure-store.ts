import type { Id } from '../model/primitives.ts'

/**
 * The people who were erased, kept apart from everything else: what brings an older state back (a restore, an import)
 * brings these not back, and repeats them.
 */
export interface ErasureStore {
  /** Keeps that somebody is to be erased, before anything of them is. Again changes nothing. */
  remember(usuarioId: Id): Promise<void>
  /** At most `limit` behind an id, in the order of ids. */
  after(usuarioId: Id | undefined, limit: number): Promise<Id[]>
}
