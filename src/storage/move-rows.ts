import { NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'
import { carriedTables, createTally, type Origin, type Row, type Tally } from './carried.ts'

/** A base that is read whole. */
export interface RowSource {
  origin(): Promise<Origin>
  /** The rows of a carried table, in pages, in whatever order. */
  rows(table: string): AsyncIterable<Row[]>
  /** The people who were erased, in pages. */
  erasures(): AsyncIterable<Id[]>
  close(): Promise<void>
}

/** A base that is being made of another's rows, and is none until `finish`. */
export interface RowTarget {
  /**
   * Begins, or takes up what an earlier run left.
   * @returns the tables that are whole already
   * @throws NodoError destino_ocupado where there is a base already, or the beginning of another's
   */
  begin(origin: Origin): Promise<Set<string>>
  /** Writes rows, also such as are there already. */
  put(table: string, rows: readonly Row[]): Promise<void>
  /** The table is whole. */
  done(table: string): Promise<void>
  rows(table: string): AsyncIterable<Row[]>
  /** Adds erasures to those that it knows. */
  remember(ids: readonly Id[]): Promise<void>
  /** It is a base from now on. */
  finish(origin: Origin): Promise<void>
  close(): Promise<void>
}

export interface Moved {
  tablas: Record<string, Tally>
  filas: number
}

/**
 * Copies every carried table and compares what arrived with what was read, row by row. The source is only read.
 * @param told hears how many rows of which table have arrived
 * @throws NodoError copia_distinta where they differ or somebody wrote into the source meanwhile, and what the target's `begin` throws
 */
export const moveRows = async (
  source: RowSource,
  target: RowTarget,
  told: (table: string, rows: number) => void = () => undefined,
): Promise<Moved> => {
  const origin = await source.origin()
  const whole = await target.begin(origin)
  const tablas: Record<string, Tally> = {}
  for (const table of Object.keys(carriedTables)) {
    const read = createTally()
    for await (const page of source.rows(table)) {
      for (const row of page) read.add(row)
      if (!whole.has(table)) await target.put(table, page)
      told(table, read.result().filas)
    }
    if (!whole.has(table)) await target.done(table)
    const arrived = createTally()
    for await (const page of target.rows(table)) for (const row of page) arrived.add(row)
    const [given, got] = [read.result(), arrived.result()]
    if (given.filas !== got.filas || given.huella !== got.huella)
      throw new NodoError('copia_distinta', { values: { tabla: table, leidas: given.filas, llegadas: got.filas } })
    tablas[table] = given
  }
  for await (const ids of source.erasures()) await target.remember(ids)
  const after = await source.origin()
  if (JSON.stringify(after) !== JSON.stringify(origin))
    throw new NodoError('copia_distinta', { values: { tabla: 'diario', leidas: after.seq, llegadas: origin.seq } })
  await target.finish(origin)
  return { tablas, filas: Object.values(tablas).reduce((sum, { filas }) => sum + filas, 0) }
}
