import type { AnalisisHistorico } from '../model/analisis-historico.ts'
import type { Paged } from '../model/page.ts'

/** Which analyses are meant: one node's of a region, or of everywhere (null). */
export type AnalysisFilter = Pick<AnalisisHistorico, 'nodo_id' | 'region'> & {
  /** Of those stretches of time alone that begin here or later, UTC ms. */
  desde?: number
  /** And before this moment. */
  hasta?: number
}

/** What stretches of time were like. They travel to the centre. */
export interface AnalysisStore {
  /**
   * Keeps what a stretch of time was like, in the place of what was said of it before. The same again changes nothing,
   * whenever it was found out.
   */
  record(given: AnalisisHistorico): Promise<AnalisisHistorico>
  /** The latest stretch of time first. @throws NodoError cursor_invalido */
  page(filter: AnalysisFilter, limit: number, cursor?: string): Promise<Paged<AnalisisHistorico>>
}
