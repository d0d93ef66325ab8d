import type { Contenido } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import type { Subida } from '../model/subida.ts'
import type { MadeWith } from './store.ts'

/** Uploads that go on where they were cut. Their bytes are the caller's; here stands how far they are on the disk. */
export interface UploadStore {
  create(upload: Subida): Promise<void>
  /** Also one that is expired: whoever reads looks at its `vence_nodo_ms`. */
  byId(id: Id): Promise<Subida | undefined>
  /**
   * Keeps that the bytes between two offsets are synced to the disk, never earlier, and that it lives until `untilNodoMs`.
   * @returns undefined where it does not stand at `from` (another writes it too), does not reach so far, became a content
   * or is gone: nothing changes then
   */
  advance(id: Id, from: number, to: number, untilNodoMs: number): Promise<Subida | undefined>
  /**
   * Makes the content of what arrived, with its job and proposals, in one unit; again: nothing, and `contenido_id` says
   * which it became. It stays until it expires, so that a client that heard no answer may ask.
   * @throws NodoError subida_no_encontrada, subida_incompleta, usuario_no_encontrado
   */
  finish(id: Id, content: Contenido, made?: Omit<MadeWith, 'kept'>): Promise<Subida>
  /** At most `limit` whose life is over, the longest ago first. */
  expired(nowNodoMs: number, limit: number): Promise<Subida[]>
  /**
   * Forgets an upload.
   * @param expiredNodoMs only where its life is over by then: it may have gone on since somebody listed it
   * @returns whether it was there: then the caller removes its bytes
   */
  remove(id: Id, expiredNodoMs?: number): Promise<boolean>
}
