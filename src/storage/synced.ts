import type { Id } from '../model/primitives.ts'

/** What every synced record has (data-model.md). */
export interface Synced {
  id: Id
  version: number
  lamport: number
}

/** What a collection of synced records is, in whichever family it is kept. */
export interface SyncedCollection<T extends Synced> {
  /** Its name in the diario. */
  tipo: string
  /** The fields that travel. A change of them raises the version and is told. */
  travels: readonly (keyof T & string)[]
  /** Fields that stay here, whose change is told too: that there was one, never what. Needs `whole`. */
  versioned?: readonly (keyof T & string)[]
  /** True: a change tells the whole of `travels`, not what changed of it. */
  whole?: boolean
  /** True: its records never travel and nothing is made of them, so no row of the diario tells of them. */
  unlogged?: true
  /**
   * True: its records never travel, but projections are made of them. `travels` then names what is told of them where
   * projections follow the diario: that it changed, never what.
   */
  local?: true
  /** Its wall-clock dates, or fields that hold some. */
  dates: readonly (keyof T & string)[]
}

/** What no change may set: the record's identity and what is counted by the storage. */
export const fixed: readonly string[] = ['id', 'nodo_id', 'version', 'lamport']

/** Some fields of a record. */
export const pick = (record: object, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field, (record as Record<string, unknown>)[field]]))

/** `pick` of the same fields of many records. What it makes has one shape, which costs half to make and to write out. */
export const picker = (fields: readonly string[]): ((record: object) => Record<string, unknown>) => {
  const blank = pick({}, fields)
  return (record) => {
    const picked = { ...blank }
    for (const field of fields) picked[field] = (record as Record<string, unknown>)[field]
    return picked
  }
}
