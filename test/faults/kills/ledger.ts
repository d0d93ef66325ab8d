/** What a row must hold of what was written into it. */
export type Fields = Readonly<Record<string, string | number | boolean | null | typeof anything>>

/** Whatever it is, it is not null. */
export const anything = Symbol('something')

/** What became of a content by those who heard and saw it. */
export interface Heard {
  vistas: number
  duracion_total_ms: number
}

/**
 * What was acknowledged, as the rows that must stand in the base in the end: these and no other, since whatever came
 * twice, or was never acknowledged and came all the same under another id, is one row more.
 */
export interface Ledger {
  /** Rows by table and id. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, Fields>>
  readonly heard: ReadonlyMap<string, Heard>
  /** Who signs in again and again. */
  admin?: string
  /** Who follows and is followed, and who is told of something. */
  people: readonly string[]
  /** How often each kind of write was acknowledged. */
  readonly acknowledged: Readonly<Record<string, number>>
  wrote(kind: string): void
  /** Resolves with the next write that is acknowledged. */
  written(): Promise<void>
  find(table: string, id: string): Fields | undefined
  /** Adds a row, or what changed in it. */
  put(table: string, id: string, fields: Fields): void
  remove(table: string, id: string): void
  hear(contenidoId: string, lengthMs: number): void
}

export const createLedger = (): Ledger => {
  const tables = new Map<string, Map<string, Fields>>()
  const heard = new Map<string, Heard>()
  const acknowledged: Record<string, number> = {}
  let next = Promise.withResolvers<void>()
  const tableOf = (table: string) => {
    const rows = tables.get(table) ?? new Map<string, Fields>()
    tables.set(table, rows)
    return rows
  }
  return {
    tables,
    heard,
    people: [],
    acknowledged,
    wrote: (kind) => {
      acknowledged[kind] = (acknowledged[kind] ?? 0) + 1
      next.resolve()
      next = Promise.withResolvers()
    },
    written: () => next.promise,
    find: (table, id) => tableOf(table).get(id),
    put: (table, id, fields) => {
      const rows = tableOf(table)
      rows.set(id, { ...rows.get(id), ...fields })
    },
    remove: (table, id) => {
      tableOf(table).delete(id)
    },
    hear: (contenidoId, lengthMs) => {
      const before = heard.get(contenidoId) ?? { vistas: 0, duracion_total_ms: 0 }
      heard.set(contenidoId, {
        vistas: before.vistas + 1,
        duracion_total_ms: before.duracion_total_ms + lengthMs,
      })
    },
  }
}
