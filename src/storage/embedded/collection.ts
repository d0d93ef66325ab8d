import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { datesOf, shiftDates } from '../dates.ts'
import { fixed, pick, picker, type Synced, type SyncedCollection } from '../synced.ts'
import type { Change, Diario } from './diario.ts'
import { insertSql, insertValues, recordOf, type Shape, valuesOf } from './shape.ts'

/** A synced collection as this adapter keeps it. */
export interface CollectionSpec<T extends Synced> extends SyncedCollection<T> {
  shape: Shape<T>
  /** Columns that are made of the record and are no fields of it. */
  derived?: (record: T) => Record<string, SQLInputValue>
  /** Runs in the unit of each change, with the record before and after. */
  changed?: (before: T | undefined, after: T | undefined) => void
}

/** The one way to write a synced record: version, Lamport clock, diario row and date marks go with it by themselves. */
export interface Collection<T extends Synced> {
  /** Its name in the diario. */
  readonly tipo: string
  byId(id: Id): T | undefined
  /** @returns the record as it was written */
  insert(record: T): T
  /**
   * Writes the fields that differ. With `version`, only over that version.
   * @throws NodoError version_distinta
   */
  change(current: T, fields: Partial<T>, version?: number): T
  /** Raises the version and tells the record anew, where something that belongs to it changed beside it. */
  touch(current: T): T
  /** Writes a record with a natural key: the first time as it is given, from then on what `again` says of it. */
  set(given: T, again: (before: T, given: T) => Partial<T>): T
  remove(current: T): void
  /** Removes every record whose `field`, which has an index, has this value. */
  removeWhere(field: keyof T & string, value: string): void
  /** Moves the dates that this boot made while its clock was not believed. */
  redate(shiftMs: number): void
  /** At most `limit` records behind an id, in the order of ids. */
  after(id: Id | undefined, limit: number): T[]
  count(): number
}

export const createCollection = <T extends Synced>(
  db: DatabaseSync,
  diario: Diario,
  spec: CollectionSpec<T>,
): Collection<T> => {
  const { shape, tipo, travels } = spec
  const travelling = picker(travels)
  const told: readonly string[] = [...travels, ...(spec.versioned ?? [])]
  const select = db.prepare(`SELECT * FROM ${shape.table} WHERE id = ?`)
  /** Statements by their text: which columns one writes depends on the record. */
  const prepared = new Map<string, StatementSync>()
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql)
    if (known) return known
    const made = db.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  let inserted: StatementSync | undefined
  const erase = db.prepare(`DELETE FROM ${shape.table} WHERE id = ?`)
  const following = db.prepare(`SELECT * FROM ${shape.table} WHERE id > ? ORDER BY id LIMIT ?`)
  const counted = db.prepare(`SELECT count(*) AS n FROM ${shape.table}`)
  const mark = db.prepare('INSERT OR IGNORE INTO fechas_baja (tipo, id_registro, campo) VALUES (?, ?, ?)')
  const marked = db.prepare('SELECT id_registro, campo FROM fechas_baja WHERE tipo = ? ORDER BY id_registro')

  const markDates = (before: T | undefined, after: T) => {
    if (!diario.clockIsLow()) return
    const old = before ? datesOf(before, spec.dates) : new Map<string, number>()
    for (const [path, value] of datesOf(after, spec.dates)) if (old.get(path) !== value) mark.run(tipo, after.id, path)
  }

  /** Tells a change to whoever follows: in this family the projections are brought up at once, and need no row for it. */
  const tell = (change: Change, lamport: number, before: T | undefined, after: T | undefined) => {
    if (!spec.unlogged && !spec.local) diario.write(change, lamport)
    diario.project(tipo, before, after)
  }

  const write = (before: T, fields: Partial<T>, touched: readonly string[] = []): T => {
    const differing = Object.keys(fields).filter(
      (field) => !fixed.includes(field) && !isDeepStrictEqual(fields[field as keyof T], before[field as keyof T]),
    )
    const telling = [...differing.filter((field) => told.includes(field)), ...touched]
    if (differing.length + telling.length === 0) return before
    const after = { ...before, ...pick(fields, differing) }
    if (telling.length > 0) {
      after.version = before.version + 1
      after.lamport = diario.tick()
    }
    const derived = spec.derived?.(after) ?? {}
    const columns = [...differing, 'version', 'lamport']
    statement(
      `UPDATE ${shape.table} SET ${[...columns, ...Object.keys(derived)].map((c) => `${c} = ?`).join(', ')} WHERE id = ?`,
    ).run(...valuesOf(shape, after, columns), ...Object.values(derived), after.id)
    if (telling.length > 0) {
      const change = { tipo, id_registro: after.id, base: before.version }
      if (spec.whole) tell({ ...change, accion: 'put', datos: travelling(after) }, after.lamport, before, after)
      else tell({ ...change, accion: 'patch', datos: pick(after, telling) }, after.lamport, before, after)
    }
    spec.changed?.(before, after)
    return after
  }

  const byId: Collection<T>['byId'] = (id) => {
    const row = select.get(id)
    return row && recordOf(shape, row)
  }
  const insert: Collection<T>['insert'] = (given) => {
    const record = { ...given, version: 1, lamport: diario.tick() }
    const derived = spec.derived?.(record) ?? {}
    inserted ??= db.prepare(insertSql(shape, Object.keys(derived)))
    inserted.run(...insertValues(shape, record), ...Object.values(derived))
    const change = { tipo, id_registro: record.id, accion: 'put' as const, base: 0 }
    tell({ ...change, datos: travelling(record) }, record.lamport, undefined, record)
    markDates(undefined, record)
    spec.changed?.(undefined, record)
    return record
  }
  const change: Collection<T>['change'] = (current, fields, version) => {
    if (version !== undefined && version !== current.version) throw new NodoError('version_distinta')
    const after = write(current, fields)
    markDates(current, after)
    return after
  }
  const remove: Collection<T>['remove'] = (current) => {
    erase.run(current.id)
    const gone = { tipo, id_registro: current.id, accion: 'del' as const, base: current.version, datos: undefined }
    tell(gone, diario.tick(), current, undefined)
    spec.changed?.(current, undefined)
  }

  return {
    tipo,
    byId,
    insert,
    change,
    touch: (current) => write(current, {}, travels),
    set: (given, again) => {
      const before = byId(given.id)
      return before ? change(before, again(before, given)) : insert(given)
    },
    remove,
    removeWhere: (field, value) => {
      for (const row of statement(`SELECT * FROM ${shape.table} WHERE ${field} = ?`).all(value))
        remove(recordOf(shape, row))
    },
    after: (id, limit) => following.all(id ?? '', limit).map((row) => recordOf(shape, row)),
    count: () => Number(counted.get()?.n),
    redate: (shiftMs) => {
      const byRecord = Map.groupBy(marked.all(tipo), (row) => String(row.id_registro))
      const records = [...byRecord.keys()].flatMap((id) => byId(id) ?? [])
      // In the order of their last changes, which stays theirs.
      for (const record of records.toSorted((a, b) => a.lamport - b.lamport)) {
        const paths = byRecord.get(record.id)?.map(({ campo }) => String(campo)) ?? []
        write(record, shiftDates(record, paths, shiftMs))
      }
    },
  }
}
