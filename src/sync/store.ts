import type { FilaDiario } from '../model/diario.ts'
import type { Id } from '../model/primitives.ts'

/** What there is of the change log: the rows behind `desde` up to `hasta`. */
export interface LogSpan {
  nodo_id: Id
  epoca: number
  desde: number
  hasta: number
}

export interface LogPage {
  /** In their order; none is `local`. Numbers may be missing. */
  rows: FilaDiario[]
  /** Everything that travels up to here has been given: the cursor of the next page. */
  upTo: number
  /** False where the last transaction goes on in the next page: it alone is larger than a page. */
  whole: boolean
}

/** The change log of this node, as it is read to be told elsewhere. Every change of a port writes it by itself. */
export interface ChangeLogStore {
  span(): Promise<LogSpan>
  /**
   * Whole transactions behind row `after` of an epoch, as many as `limits` let through. A row's bytes are those of its
   * JSON; a first row that alone has more is given all the same.
   * @returns undefined where the log is of another epoch or does not reach so far: then the records are told anew
   */
  behind(epoca: number, after: number, limits: { rows: number; bytes: number }): Promise<LogPage | undefined>
  /**
   * Forgets at most `limit` of the oldest rows up to `upTo` (a receipt, or `hasta` of a node that tells nobody), but none
   * that a projection has still to follow; of earlier epochs, all.
   * @returns how many; none are left where there are fewer than `limit`
   */
  prune(upTo: number, limit: number): Promise<number>
}
