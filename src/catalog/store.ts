import type { Contenido, TipoContenido } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import type { CreadorBreve } from '../model/usuario.ts'

/** A content with what every reader of it also needs. */
export interface ContentWithCreator {
  contenido: Contenido
  creador: CreadorBreve
  transmision_id: Id | null
}

export interface ContentFilter {
  tipo?: TipoContenido
  creador_id?: Id
  /** True: only what is `publicado`. */
  publishedOnly: boolean
}

/** What the catalog asks of storage. One method is one whole unit of work and resolves once it is durable. */
export interface ContentStore {
  byId(id: Id): Promise<ContentWithCreator | undefined>
  /**
   * At most `limit` contents after `cursor`, by orden_nodo_ms descending and then id, an order that stays as rows come
   * and go. @throws NodoError cursor_invalido
   */
  page(
    filter: ContentFilter,
    limit: number,
    cursor?: string,
  ): Promise<{ rows: ContentWithCreator[]; next: string | null; total: number }>
  /** Changes fields of a content. @throws NodoError contenido_no_encontrado, version_distinta */
  change(id: Id, fields: Partial<Contenido>, version?: number): Promise<Contenido>
  /**
   * Deletes the record (a `del` row stays in the diario) with its live's journal and jobs.
   * @returns what the caller now removes from disk: sha256 of blobs that nothing else refers to, and the live's id.
   * @throws NodoError contenido_no_encontrado, contenido_en_vivo
   */
  remove(id: Id): Promise<{ blobs: string[]; transmision_id: Id | null }>
}
