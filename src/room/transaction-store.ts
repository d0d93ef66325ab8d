import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { EstadoTransaccion, TipoTransaccion, TotalMensual, Transaccion } from '../model/transaccion.ts'
import type { CreadorBreve } from '../model/usuario.ts'

export interface TransactionWithPeople {
  transaccion: Transaccion
  donante: CreadorBreve
  receptor: CreadorBreve
}

/** Which transactions: all of it together; nothing: all. */
export interface TransactionFilter {
  usuario_id?: Id
  creador_id?: Id
  estado?: EstadoTransaccion
  tipo?: TipoTransaccion
  /** UTC ms, of `fecha`. */
  desde?: number
  /** UTC ms, before which `fecha` is. */
  hasta?: number
}

/** What became of a promise, who says so, and when (UTC ms). */
export interface Settlement {
  estado: Exclude<EstadoTransaccion, 'prometida'>
  por: Id
  en: number
  /** Absent: as it was given with the promise. */
  referencia_pago?: string
}

export interface CurrencyTotal {
  moneda: string
  estado: EstadoTransaccion
  monto: number
  cuantas: number
}

/**
 * Money between people. Of it only what was received in a month travels: each change of such a total is told in the log
 * by its key (`MesRecibido`) alone, and whoever sends it reads the total as it is then.
 */
export interface TransactionStore {
  byId(id: Id): Promise<Transaccion | undefined>
  /**
   * Writes it with the kept answer; a confirmed purchase opens its content in the same unit.
   * @throws NodoError usuario_no_encontrado (who receives), transmision_no_encontrada, contenido_no_encontrado
   */
  add(given: Transaccion, kept?: RespuestaGuardada): Promise<Transaccion>
  /**
   * Settles a promise, once and for all. Confirming a purchase opens its content, where it is still there, in the same
   * unit.
   * @throws NodoError transaccion_no_encontrada, transaccion_resuelta, version_distinta
   */
  settle(id: Id, settlement: Settlement, version?: number): Promise<Transaccion>
  /** The newest first, in the order in which they were kept. @throws NodoError cursor_invalido */
  page(filter: TransactionFilter, limit: number, cursor?: string): Promise<Paged<TransactionWithPeople>>
  /** What they add up to for each currency and state, in the order of these. */
  totals(filter: TransactionFilter): Promise<CurrencyTotal[]>
  /** What somebody received, or everybody, in the order of person, month and currency. */
  monthly(creadorId?: Id): Promise<TotalMensual[]>
}
