import type { CeldaCalidad } from '../model/calidad.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { CeldaVistas, CellKey, InicioArranque, SesionMedida } from '../model/vista.ts'
import type { Play } from '../people/store.ts'
import type { Cell, CellSum, Parts, SumBy } from './cells.ts'

/** What happened since the last batch: of each cell of one hour of one boot what is to be added to it. */
export interface CellBatch<C, D extends keyof C> {
  arranque: number
  hora_arranque: number
  /** Node time, by which sessions are forgotten. */
  nodo_ms: number
  /** The sessions that this comes from: `antes` is the count of each that the batch was made upon, 0 for a new one. */
  sesiones: (SesionMedida & { antes: number })[]
  /** At most one for a cell. */
  celdas: (Parts<C, D> & Pick<C, D> & { contenido_id: Id })[]
  /** What known people saw or heard in it, kept in their histories in the same unit: as `HistoryStore.record` does. */
  reproducciones?: readonly Play[]
}

/** Which cells are meant. A time is a moment of the wall clock, UTC ms: a cell is where its hour began. */
export type CellFilter<C, D extends keyof C> = Partial<Pick<C, D>> & {
  contenido_id?: Id
  creador_id?: Id
  desde?: number
  /** The first moment that is no longer meant. */
  hasta?: number
}

/** The cells of one hour of one boot of one node. */
export type CellHour = Omit<CellKey, 'contenido_id'>

/** The cells of one metric, by content, hour and one dimension. One method is one whole unit of work. */
export interface CellStore<C extends Cell, D extends keyof C & string> {
  /** What is known of these sessions; one that was never counted, or is over, is left out. */
  sessions(sesiones: readonly string[], nodoMs: number): Promise<SesionMedida[]>
  /**
   * Adds a batch to this node's own cells and keeps how far its sessions are counted, all of it or nothing; durable once
   * it resolves. So a report is counted once, however often it is sent.
   * @throws NodoError version_distinta where a session was counted further meanwhile: the caller reads it again;
   * servicio_no_disponible where the boot is not kept (yet, after a return to an older base)
   */
  add(batch: CellBatch<C, D>): Promise<void>
  /**
   * Joins the copy of another base: of each part the greater value stays, so that order and repetition do not matter.
   * @param copy.arranques each boot that its cells name, once; where one began is corrected by it
   */
  merge(copy: { arranques: readonly InicioArranque[]; celdas: readonly C[] }): Promise<void>
  /** What happened in all the cells that are meant, a row for each key in their order. */
  sum(filter: CellFilter<C, D>, by: SumBy<D>): Promise<CellSum<C, D>[]>
  /** The cells of these contents in one hour, in no order. */
  ofHour(hour: CellHour, contenidoIds: readonly Id[]): Promise<C[]>
  /** Every cell, in an order that stays as others come. @throws NodoError cursor_invalido */
  all(limit: number, cursor?: string): Promise<Paged<C>>
}

/** What all the cells of a content add up to. */
export interface ViewTotals {
  contenido_id: Id
  vistas: number
  duracion_total_ms: number
}

export interface ViewStore extends CellStore<CeldaVistas, 'region'> {
  /** Of each of the contents that has cells, in no order. */
  totals(contenidoIds: readonly Id[]): Promise<ViewTotals[]>
}
export type QualityStore = CellStore<CeldaCalidad, 'rendicion'>
