import type { TipoContenido } from '../model/contenido.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'

/** Of which contents: of all those that are of all that is given. */
export interface RankingFilter {
  categoria?: string
  region?: string
  tipo?: TipoContenido
}

export interface Ranked {
  contenido_id: Id
  /** How often it was seen. */
  puntaje: number
}

/**
 * The published contents that somebody saw, by how often. A projection: what was just seen may be missing for a moment.
 */
export interface RankingStore {
  /**
   * The most seen first, those seen as often by id, both falling.
   * @throws NodoError cursor_invalido; servicio_no_disponible while it is made anew or its place is away
   */
  page(filter: RankingFilter, limit: number, cursor?: string): Promise<Paged<Ranked>>
}
