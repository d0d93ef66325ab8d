import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'

/** A published content of somebody whom a person follows. */
export interface FeedEntry {
  contenido_id: Id
  orden_nodo_ms: number
}

/** What those whom a person follows published: the newest 500. */
export interface FeedStore {
  /** The newest first: by orden_nodo_ms and then id, both falling. @throws NodoError cursor_invalido */
  page(usuarioId: Id, limit: number, cursor?: string): Promise<Paged<FeedEntry>>
}
