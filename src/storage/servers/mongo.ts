import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type ClientSession, type Db, type Document, MongoClient, type MongoClientOptions, ReadConcern } from 'mongodb'
import { NodoError, type Words } from '../../errors.ts'
import { storageTexts } from '../storage-texts.ts'
import { type CollectionRules, collectionTable } from './schema.ts'
import { shardKeys } from './shard-keys.ts'

/** Long enough for an election, short enough that a person who waits is told. */
const selectionMs = 5_000

const options: MongoClientOptions = {
  serverSelectionTimeoutMS: selectionMs,
  // Together the silence after which a server is taken for away, which leaves a second of the five.
  connectTimeoutMS: 3_000,
  heartbeatFrequencyMS: 1_000,
  // A command that a lost server will never answer: the slowest of ours takes a second.
  socketTimeoutMS: 30_000,
  maxPoolSize: 64,
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true },
  ignoreUndefined: true,
}

/** The connection to the documents. The database is `nodo` where the address has none. */
export interface Mongo {
  client: MongoClient
  db: Db
  /** A collection of the data dictionary. */
  of(name: string): ReturnType<typeof collectionOf>
}

const collectionOf = (db: Db, name: string) => db.collection<Document & { _id: string }>(name)

const wrongUri = (problema: Words) =>
  new NodoError('ajuste_invalido', { values: { ajuste: 'mongodb_uri', origen: 'NODO_MONGODB_URI', problema } })

/** MongoDB's own databases, and signs that none may have in its name (manual, Naming Restrictions). */
const ownDatabases = ['admin', 'config', 'local']
const forbiddenSigns = /[/\\. "$*<>:|?\0]/
/** Of the 63 that there are, eight are for that of the erased (`erasures.ts`). */
const longestName = 55

/** @throws NodoError ajuste_invalido; without the driver's words, which hold parts of the password */
const databaseOf = (uri: string): string => {
  let name: string
  try {
    name = new MongoClient(uri).options.dbName
  } catch {
    throw wrongUri(storageTexts.mongoAddress)
  }
  if (ownDatabases.includes(name) || forbiddenSigns.test(name) || Buffer.byteLength(name) > longestName)
    throw wrongUri(storageTexts.mongoName)
  return name
}

/** The servers of an address as they are told to people: without user and password. */
export const namesOf = ({ client: { options } }: Pick<Mongo, 'client'>): string =>
  options.srvHost ?? options.hosts.join(',')

/** Where the documents are. */
export interface MongoPlace {
  uri: string
  /** The database, where it is another than the address says. */
  database: string | undefined
}

/** @param reads `snapshot` for a connection that reads in sessions of one moment alone */
export const createMongo = ({ uri, database }: MongoPlace, reads: 'majority' | 'snapshot' = 'majority'): Mongo => {
  const named = database ?? databaseOf(uri)
  const base = named === 'test' ? 'nodo' : named
  // Under a name that no other base's program has: a start ends what an earlier run of this one left open.
  const client = new MongoClient(uri, {
    ...options,
    readConcern: { level: reads },
    appName: `comuniarte-nodo ${base}`.slice(0, 128),
  })
  const db = client.db(base)
  return { client, db, of: (name) => collectionOf(db, name) }
}

/** What a unit of work gives to each of its calls. */
export const inSession = (session: ClientSession | undefined) => (session ? { session } : {})

/** @throws NodoError mongodb_sin_replicas where there are no transactions */
export const refuseAlone = async ({ client }: Mongo): Promise<void> => {
  const { setName, msg } = await client.db('admin').command({ hello: 1 })
  // A router, which speaks for sets.
  if (setName !== undefined || msg === 'isdbgrid') return
  throw new NodoError('mongodb_sin_replicas', { values: { servidor: namesOf({ client }) } })
}

/**
 * Ends the transactions that a killed run of this program left open: the server would keep them, with what they have
 * locked, for a minute. Only where this is the base's one program.
 */
export const endAbandoned = async ({ client, db }: Mongo): Promise<void> => {
  const idle = await client
    .db('admin', { readConcern: new ReadConcern('local') })
    .aggregate([
      { $currentOp: { idleSessions: true } },
      {
        $match: {
          lsid: { $exists: true },
          appName: client.options.appName,
          'transaction.parameters.autocommit': false,
        },
      },
    ])
    .toArray()
  const sessions = idle.map(({ lsid }) => ({ id: lsid.id }))
  if (sessions.length > 0) await db.command({ killSessions: sessions })
}

const lacking = (later: Document): Document => ({
  $or: Object.keys(later).map((field) => ({ [field]: { $exists: false } })),
})
const filledIn = (later: Document): Document =>
  Object.fromEntries(
    Object.entries(later).map(([field, value]) => [field, { $ifNull: [`$${field}`, { $literal: value }] }]),
  )

/**
 * Brings the database to the present collections, validators and indexes (`schema.ts`), unless it was already. What
 * stands is left as it is, but for the fields that came later; an index that is no longer told is taken away, unless the collection is sharded by it.
 */
export const migrate = async ({ db, of }: Mongo): Promise<void> => {
  const esquema = createHash('sha256').update(JSON.stringify(collectionTable)).digest('hex')
  if ((await of('origen').findOne({ _id: 'esquema' }))?.huella === esquema) return
  const there = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name))
  const bring = async (name: string, { validator, indexes, later }: CollectionRules) => {
    const rules = { validator: validator ? { $jsonSchema: validator } : {}, validationLevel: 'strict' as const }
    if (!there.has(name)) await db.createCollection(name, rules)
    else {
      await db.command({ collMod: name, ...rules })
      if (later) await db.collection(name).updateMany(lacking(later), [{ $set: filledIn(later) }])
      const wanted = indexes.map((index) => index.name)
      for (const { name: old, key } of await db.collection(name).indexes()) {
        const stays = old === '_id_' || wanted.includes(String(old)) || isDeepStrictEqual(key, shardKeys[name])
        if (old && !stays) await db.collection(name).dropIndex(old)
      }
    }
    if (indexes.length > 0) await db.collection(name).createIndexes([...indexes])
  }
  // Each waits for the disk: together they wait once.
  await Promise.all(Object.entries(collectionTable).map(([name, rules]) => bring(name, rules)))
  await of('origen').updateOne({ _id: 'esquema' }, { $set: { huella: esquema } }, { upsert: true })
}
