import { isDeepStrictEqual } from 'node:util'
import type { Document } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { datesOf, shiftDates } from '../dates.ts'
import { fixed, pick, type Synced, type SyncedCollection } from '../synced.ts'
import type { Change, Diario } from './diario.ts'
import { inSession, type Mongo } from './mongo.ts'
import { documentOf, recordOf } from './records.ts'
import type { Unit } from './unit.ts'

/** A synced collection as this adapter keeps it. */
export interface CollectionSpec<T extends Synced> extends SyncedCollection<T> {
  /** Its name in MongoDB. */
  name: string
  /** What is made of the record to look it up by, and is no field of it. */
  derived?: (record: T) => Document
  /** Runs in the unit of each change, with the record before and after. */
  changed?: (unit: Unit, before: T | undefined, after: T | undefined) => Promise<void>
}

/** The one way to write a synced record: version, Lamport clock, diario row and date marks go with it by themselves. */
export interface Collection<T extends Synced> {
  /** Its name in the diario. */
  readonly tipo: string
  byId(id: Id, unit?: Unit): Promise<T | undefined>
  /** Like `byId`; a unit that removes the record meanwhile gets in this one's way, so that nothing is tied to what is gone. */
  held(id: Id, unit: Unit): Promise<T | undefined>
  /** Those of the ids that there are. */
  byIds(ids: readonly Id[]): Promise<T[]>
  /** At most `limit` records behind an id, in the order of ids. */
  after(id: Id | undefined, limit: number): Promise<T[]>
  count(): Promise<number>
  /** @returns the record as it was written */
  insert(unit: Unit, record: T): Promise<T>
  insertMany(unit: Unit, records: readonly T[]): Promise<T[]>
  /**
   * Writes the fields that differ. With `version`, only over that version.
   * @throws NodoError version_distinta
   */
  change(unit: Unit, current: T, fields: Partial<T>, version?: number): Promise<T>
  /** Raises the version and tells the record anew, where something that belongs to it changed beside it. */
  touch(unit: Unit, current: T): Promise<T>
  /** Writes a record with a natural key: the first time as it is given, from then on what `again` says of it. */
  set(unit: Unit, given: T, again: (before: T, given: T) => Partial<T>): Promise<T>
  remove(unit: Unit, current: T): Promise<void>
  /** Removes every record whose `field`, which has an index, has this value. */
  removeWhere(unit: Unit, field: keyof T & string, value: string): Promise<void>
  /** Moves the dates that this boot made while its clock was not believed. */
  redate(unit: Unit, shiftMs: number): Promise<void>
}

export const createCollection = <T extends Synced>(
  { of }: Mongo,
  diario: Pick<Diario, 'clockIsLow'>,
  spec: CollectionSpec<T>,
): Collection<T> => {
  const { tipo, travels } = spec
  const told: readonly string[] = [...travels, ...(spec.versioned ?? [])]
  const documents = of(spec.name)
  const marks = of('fechas_baja')

  const markDates = async ({ session }: Unit, changes: readonly { before: T | undefined; after: T }[]) => {
    if (!diario.clockIsLow()) return
    const marked = changes.flatMap(({ before, after }) => {
      const old = before ? datesOf(before, spec.dates) : new Map<string, number>()
      const made = [...datesOf(after, spec.dates)].filter(([path, value]) => old.get(path) !== value)
      return made.map(([campo]) => ({ tipo, id_registro: after.id, campo }))
    })
    const writes = marked.map((mark) => {
      const filter = { _id: `${tipo} ${mark.id_registro} ${mark.campo}` }
      return { updateOne: { filter, update: { $setOnInsert: mark }, upsert: true } }
    })
    if (writes.length > 0) await marks.bulkWrite(writes, { session })
  }

  const find = async (id: Id, unit?: Unit): Promise<T | undefined> => {
    const document = await documents.findOne({ _id: id }, inSession(unit?.session))
    return document ? recordOf<T>(document) : undefined
  }

  const tell = (unit: Unit, change: Change, lamport: number) => {
    if (!spec.unlogged) unit.tell(spec.local ? { ...change, datos: null, local: true } : change, lamport)
  }

  const write = async (unit: Unit, before: T, fields: Partial<T>, touched: readonly string[] = []): Promise<T> => {
    const differing = Object.keys(fields).filter(
      (field) => !fixed.includes(field) && !isDeepStrictEqual(fields[field as keyof T], before[field as keyof T]),
    )
    const telling = [...differing.filter((field) => told.includes(field)), ...touched]
    if (differing.length + telling.length === 0) return before
    const after = { ...before, ...pick(fields, differing) }
    if (telling.length > 0) {
      after.version = before.version + 1
      after.lamport = unit.tick()
    }
    const own = Object.entries(spec.derived?.(after) ?? {}).map(([key, value]) => [`propio.${key}`, value])
    const set = { ...pick(after, [...differing, 'version', 'lamport']), ...Object.fromEntries(own) }
    await documents.updateOne({ _id: after.id }, { $set: set }, { session: unit.session })
    if (telling.length > 0) {
      const change = { tipo, id_registro: after.id, base: before.version }
      if (spec.whole) tell(unit, { ...change, accion: 'put', datos: pick(after, travels) }, after.lamport)
      else tell(unit, { ...change, accion: 'patch', datos: pick(after, telling) }, after.lamport)
    }
    await spec.changed?.(unit, before, after)
    return after
  }

  const insertMany: Collection<T>['insertMany'] = async (unit, given) => {
    if (given.length === 0) return []
    const records = given.map((record) => ({ ...record, version: 1, lamport: unit.tick() }))
    // Insertion order, for who lists by it: the Lamport clock of this one writer only grows.
    const rows = records.map((record) => documentOf(record, { orden: record.lamport, ...spec.derived?.(record) }))
    await documents.insertMany(rows as never, { session: unit.session })
    await markDates(
      unit,
      records.map((after) => ({ before: undefined, after })),
    )
    for (const record of records) {
      const change = { tipo, id_registro: record.id, accion: 'put' as const, base: 0 }
      tell(unit, { ...change, datos: pick(record, travels) }, record.lamport)
      await spec.changed?.(unit, undefined, record)
    }
    return records
  }
  const insert: Collection<T>['insert'] = async (unit, given) => (await insertMany(unit, [given]))[0] as T
  const change: Collection<T>['change'] = async (unit, current, fields, version) => {
    if (version !== undefined && version !== current.version) throw new NodoError('version_distinta')
    const after = await write(unit, current, fields)
    await markDates(unit, [{ before: current, after }])
    return after
  }
  const tellRemoved = async (unit: Unit, record: T) => {
    const gone = { tipo, id_registro: record.id, accion: 'del' as const, base: record.version }
    tell(unit, { ...gone, datos: null }, unit.tick())
    await spec.changed?.(unit, record, undefined)
  }

  const records = (found: Document[]) => found.map((document) => recordOf<T>(document))

  return {
    tipo,
    byId: find,
    held: async (id, { session }) => {
      const document = await documents.findOneAndUpdate({ _id: id }, { $inc: { 'propio.asido': 1 } }, { session })
      return document ? recordOf<T>(document) : undefined
    },
    byIds: async (ids) => records(await documents.find({ _id: { $in: [...ids] } }).toArray()),
    after: async (id, limit) =>
      records(
        await documents
          .find({ _id: { $gt: id ?? '' } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
      ),
    count: () => documents.estimatedDocumentCount(),
    insert,
    insertMany,
    change,
    touch: (unit, current) => write(unit, current, {}, travels),
    set: async (unit, given, again) => {
      const before = await find(given.id, unit)
      return before ? change(unit, before, again(before, given)) : insert(unit, given)
    },
    remove: async (unit, current) => {
      await documents.deleteOne({ _id: current.id }, { session: unit.session })
      await tellRemoved(unit, current)
    },
    removeWhere: async (unit, field, value) => {
      const { session } = unit
      const found = await documents.find({ [field]: value }, { session }).toArray()
      await documents.deleteMany({ [field]: value }, { session })
      for (const document of found) await tellRemoved(unit, recordOf<T>(document))
    },
    redate: async (unit, shiftMs) => {
      const { session } = unit
      const byRecord = Map.groupBy(await marks.find({ tipo }, { session }).toArray(), (mark) =>
        String(mark.id_registro),
      )
      const found = await documents.find({ _id: { $in: [...byRecord.keys()] } }, { session }).toArray()
      const records = found.map((document) => recordOf<T>(document))
      // In the order of their last changes, which stays theirs.
      for (const record of records.toSorted((a, b) => a.lamport - b.lamport)) {
        const paths = byRecord.get(record.id)?.map(({ campo }) => String(campo)) ?? []
        await write(unit, record, shiftDates(record, paths, shiftMs))
      }
    },
  }
}
