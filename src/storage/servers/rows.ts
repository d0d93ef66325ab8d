import { Binary, type ClientSession, type Document } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import { nameWordsOf } from '../../projections/names.ts'
import { saidWordsOf } from '../../projections/said.ts'
import { keysOf } from '../../projections/search.ts'
import { type CarriedTable, carriedTables, type Origin, type Row } from '../carried.ts'
import { comparable } from '../collections.ts'
import type { Holder } from '../folder-holder.ts'
import { histogramOf, packHistogram } from '../histogram.ts'
import type { RowSource, RowTarget } from '../move-rows.ts'
import { type BaseLease, createBaseLease, refuseHeld, usualLeaseMs } from './base-lease.ts'
import { createErasures } from './erasures.ts'
import { createMongo, inSession, type Mongo, type MongoPlace, migrate, namesOf, refuseAlone } from './mongo.ts'
import { translate, unreachable } from './mongo-error.ts'
import { recordOf } from './records.ts'

/** Collections that are not carried: what is made of the others, and this adapter's own places. */
export const derivedCollections: readonly string[] = ['origen', 'proyecciones', 'vocabulario', 'vocabulario_de']

const pageRows = 500
const tableOf = (name: string): CarriedTable => {
  const table = carriedTables[name]
  if (!table) throw new Error(`${name} is not carried`)
  return table
}

/** What this adapter keeps of a record to find it by. */
const derived: Record<string, (document: Document) => Document> = {
  usuarios: (document) => ({
    email: typeof document.email === 'string' ? comparable(document.email) : null,
    palabras: nameWordsOf('perfil', recordOf(document)),
  }),
  listas: (document) => ({ palabras: nameWordsOf('listas', recordOf(document)) }),
  programacion: (document) => ({ palabras: nameWordsOf('programacion', recordOf(document)) }),
  dichos: (document) => ({ palabras: saidWordsOf(recordOf(document)) }),
  contenidos: (document) => ({ claves: keysOf(recordOf<Contenido>(document)) }),
  transmisiones: ({ codigo }) => ({ codigo: String(codigo).toLowerCase() }),
}

const fieldOf = (kind: CarriedTable['kinds'][string] | undefined, value: Row[string]): unknown => {
  if (value === null) return null
  if (typeof kind === 'number') return histogramOf(value as Uint8Array, kind)
  if (kind === 'json') return JSON.parse(String(value))
  return kind === 'flag' ? value === 1 : value
}

const columnOf = (kind: CarriedTable['kinds'][string] | undefined, value: unknown): Row[string] => {
  if (value === undefined || value === null) return null
  if (typeof kind === 'number') return packHistogram(value as number[])
  if (kind === 'json') return JSON.stringify(value)
  if (kind === 'flag') return Number(value)
  return value instanceof Binary ? new Uint8Array(value.value()) : (value as Row[string])
}

/** A row as the document that the ports of this family keep. */
export const documentOfRow = (name: string, row: Row): Document & { _id: string } => {
  const { kinds, own, key } = tableOf(name)
  const document: Document & { _id: string } = { _id: typeof key === 'string' ? String(row[key]) : key(row) }
  const apart: Document = {}
  for (const [column, value] of Object.entries(row)) {
    if (own.includes(column)) apart[column] = value
    else if (column !== key) document[column] = fieldOf(kinds[column], value)
  }
  Object.assign(apart, derived[name]?.(document))
  return Object.keys(apart).length > 0 ? { ...document, propio: apart } : document
}

/** The row of such a document. */
export const rowOfDocument = (name: string, { _id, propio, ...fields }: Document): Row => {
  const { kinds, own, key } = tableOf(name)
  const row: Row = typeof key === 'string' ? { [key]: _id } : {}
  for (const column of own) row[column] = propio?.[column] ?? null
  for (const [column, value] of Object.entries(fields)) row[column] = columnOf(kinds[column], value)
  return row
}

async function* readRows({ of }: Mongo, name: string, session?: ClientSession): AsyncGenerator<Row[]> {
  // What only this family's projections follow is no part of the log that travels.
  const asked = name === 'diario' ? { local: { $exists: false } } : {}
  let page: Row[] = []
  for await (const document of of(name).find(asked, inSession(session))) {
    page.push(rowOfDocument(name, document))
    if (page.length < pageRows) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/**
 * The rows of this database: as they all stood at one moment where `session` is one that reads so, else as they stand
 * while nobody but perhaps `holder` has it.
 */
const createMongoSource = (
  mongo: Mongo,
  { session, holder }: { session?: ClientSession; holder?: Holder },
): RowSource => ({
  origin: async (): Promise<Origin> => {
    if (holder !== undefined) await refuseHeld(mongo, holder)
    const kept = await mongo.of('origen').findOne({ _id: 'origen' }, inSession(session))
    if (!kept) throw new NodoError('origen_vacio', { values: { origen: mongo.db.databaseName } })
    const { nodo_id, epoca } = kept
    const [boot] = await mongo.of('arranques').find({}, inSession(session)).sort({ _id: -1 }).limit(1).toArray()
    const newest = mongo.of('diario').find({ nodo_id, epoca }, inSession(session)).sort({ seq: -1 }).limit(1)
    const [last] = await newest.toArray()
    // As a start takes them up: after a kill only the ceiling says how far they had gone.
    const podado = Number(kept.podado ?? 0)
    const seq = Math.max(Number(last?.seq ?? kept.techo), Number(kept.seq), podado, Number(kept.podado_local ?? 0))
    const techo_nodo_ms = Number(boot?.techo_nodo_ms ?? 0)
    const lamport = Number(kept.techo)
    return { nodo_id: String(nodo_id), epoca: Number(epoca), seq, podado, lamport, techo_nodo_ms }
  },
  rows: (table) => readRows(mongo, table, session),
  erasures: async function* () {
    const { after } = createErasures(mongo)
    for (let page = await after(undefined, pageRows); page.length > 0; page = await after(page.at(-1), pageRows))
      yield page
  },
  close: () => mongo.client.close(),
})

/** A database that is made of another base's rows: none can start on it until it is whole. */
const createMongoTarget = (mongo: Mongo, lease: BaseLease): RowTarget => {
  const origins = mongo.of('origen')
  const occupied = () => new NodoError('destino_ocupado', { values: { destino: mongo.db.databaseName } })
  const highestOrder = async () => {
    let highest = 0
    for (const [name, { own }] of Object.entries(carriedTables)) {
      if (!own.includes('orden')) continue
      const [last] = await mongo.of(name).find().sort({ 'propio.orden': -1 }).limit(1).toArray()
      highest = Math.max(highest, Number(last?.propio.orden ?? 0))
    }
    return highest
  }
  return {
    begin: async (origin) => {
      const begun = await origins.findOne({ _id: 'mudanza' })
      const other = begun ? begun.nodo_id !== origin.nodo_id : (await origins.findOne({ _id: 'origen' })) !== null
      if (other) throw occupied()
      await migrate(mongo)
      const estado = JSON.stringify(origin)
      if (begun?.estado === estado) return new Set<string>(begun.hechas)
      // What is there of this base is from before it changed again.
      if (begun) for (const name of Object.keys(carriedTables)) await mongo.of(name).deleteMany({})
      const fresh = { nodo_id: origin.nodo_id, estado, hechas: [] }
      await origins.replaceOne({ _id: 'mudanza' }, fresh, { upsert: true })
      return new Set()
    },
    put: async (table, rows) => {
      await lease.ensure()
      const writes = rows.map((row) => {
        const replacement = documentOfRow(table, row)
        return { replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } }
      })
      await mongo.of(table).bulkWrite(writes as never, { ordered: false })
    },
    done: async (table) => {
      await origins.updateOne({ _id: 'mudanza' }, { $addToSet: { hechas: table } })
    },
    rows: (table) => readRows(mongo, table),
    remember: async (ids) => {
      const { remember } = createErasures(mongo)
      for (const id of ids) await remember(id)
    },
    finish: async ({ nodo_id, epoca, seq, podado, lamport }) => {
      await lease.ensure()
      // Orders of the embedded tables count by themselves; here they are moments of the Lamport clock.
      const techo = Math.max(lamport, seq, await highestOrder())
      await origins.replaceOne({ _id: 'origen' }, { nodo_id, epoca, seq, podado, techo }, { upsert: true })
      await origins.deleteOne({ _id: 'mudanza' })
    },
    close: async () => {
      // Of one that cannot be given back the time ends.
      await lease.release().catch(() => undefined)
      await mongo.client.close()
    },
  }
}

const connected = async (place: MongoPlace, reads?: 'snapshot'): Promise<Mongo> => {
  const mongo = createMongo(place, reads)
  try {
    await mongo.client.connect()
    return mongo
  } catch (error) {
    await mongo.client.close()
    // What a running node copies is of a server that it has reached.
    throw reads === 'snapshot' ? translate(error) : unreachable(namesOf(mongo), error)
  }
}

/**
 * A database to read from, which stays as it is.
 * @throws NodoError mongodb_no_responde, mongodb_sin_replicas; origin throws origen_vacio, and base_en_uso while another folder's node runs
 */
export const openMongoSource = async (place: MongoPlace, holder: Holder): Promise<RowSource> =>
  createMongoSource(await connected(place), { holder })

/** A database to read from, as it all stands at one moment. @throws NodoError servicio_no_disponible, origen_vacio */
export const openMongoSnapshot = async (place: MongoPlace): Promise<RowSource> => {
  const mongo = await connected(place, 'snapshot')
  const session = mongo.client.startSession({ snapshot: true })
  return {
    ...createMongoSource(mongo, { session }),
    close: async () => {
      await session.endSession()
      await mongo.client.close()
    },
  }
}

/** A database to write into, which is the holder's until it is closed. @throws NodoError mongodb_no_responde, mongodb_sin_replicas, base_en_uso */
export const openMongoTarget = async (place: MongoPlace, holder: Holder): Promise<RowTarget> => {
  const mongo = await connected(place)
  const lease = createBaseLease({ mongo, lengthMs: usualLeaseMs, onLost: () => undefined })
  try {
    await refuseAlone(mongo)
    await lease.take(holder)
    return createMongoTarget(mongo, lease)
  } catch (error) {
    await mongo.client.close()
    throw unreachable(namesOf(mongo), error)
  }
}

/** @throws NodoError mudanza_a_medias where a move into this database was begun and never ended */
export const refuseHalfMoved = async ({ of, db }: Mongo): Promise<void> => {
  const begun = await of('origen').findOne({ _id: 'mudanza' })
  if (begun) throw new NodoError('mudanza_a_medias', { values: { destino: db.databaseName } })
}
