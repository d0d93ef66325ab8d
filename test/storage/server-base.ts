import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { MongoClient } from 'mongodb'
import neo4j, { type Driver } from 'neo4j-driver'
import type { Test } from 'tap'
import { createServers, type ServersDeps } from '../../src/storage/servers/servers.ts'
import type { GraphLines, Opened } from '../contract/opened.ts'
import type { TestServers } from '../servers.ts'
import { newFolder, silent } from './base.ts'
import { watchCollections } from './server-plans.ts'

/** Where a base of the servers family is. */
export type Base = Omit<ServersDeps, 'dataDir' | 'log'>

/** A base of its own in these servers, which goes with the test. */
export const newBase = (t: Test, servers: TestServers): Base => {
  const uri = new URL(servers.mongodbUri)
  uri.pathname = `/nodo-${randomUUID()}`
  t.teardown(async () => {
    const client = new MongoClient(uri.href)
    await client.db().dropDatabase()
    await client.db(`${client.db().databaseName}_olvidos`).dropDatabase()
    await client.close()
  })
  const { neo4jUri, neo4jUser, neo4jPassword, redisUrl } = servers
  return {
    mongo: { uri: uri.href, database: undefined },
    neo4j: { uri: neo4jUri, user: neo4jUser, password: neo4jPassword },
    redisUrl,
  }
}

const emptied = async ({ mongo: { uri } }: Base) => {
  const client = new MongoClient(uri)
  const db = client.db()
  const all = await db.listCollections({}, { nameOnly: true }).toArray()
  const names = all.map(({ name }) => name).filter((name) => !name.startsWith('system.'))
  // What says that the collections are made stays with them.
  await Promise.all(
    names.map((name) =>
      db.collection<{ _id: string }>(name).deleteMany(name === 'origen' ? { _id: { $ne: 'esquema' } } : {}),
    ),
  )
  await client.db(`${db.databaseName}_olvidos`).dropDatabase()
  await client.close()
}

/** Bases that the tests of a file take in turn, each as empty as a new one: making one takes ten times as long. */
export const createBases = (file: Test, servers: TestServers): ((t: Test) => Base) => {
  const free: Base[] = []
  return (t) => {
    const base = free.pop() ?? newBase(file, servers)
    t.teardown(async () => {
      await emptied(base)
      free.push(base)
    })
    return base
  }
}

/** The variables of a node on it. */
export const variablesOf = ({ mongo, neo4j, redisUrl }: Base) => ({
  NODO_STORAGE: 'servers',
  NODO_MONGODB_URI: mongo.uri,
  NODO_NEO4J_URI: neo4j.uri,
  NODO_NEO4J_USER: neo4j.user,
  NODO_NEO4J_PASSWORD: neo4j.password,
  NODO_REDIS_URL: redisUrl,
})

/** As if nobody had told for long that the base is theirs. */
export const endLease = async ({ mongo: { uri } }: Base): Promise<void> => {
  const client = new MongoClient(uri)
  const leases = client.db().collection<{ _id: string }>('origen')
  await leases.updateOne({ _id: 'arriendo' }, { $set: { vence: new Date(0) } })
  await client.close()
}

export const connectNeo4j = ({ neo4j: { uri, user, password } }: Base): Driver =>
  neo4j.driver(uri, neo4j.auth.basic(user, password), { disableLosslessIntegers: true })

const nodes = [
  `MATCH (n:Usuario) WHERE n.propio_espacio = $espacio AND n.propio_activo IS NOT NULL
   AND (n.propio_activo OR n.propio_region IS NOT NULL) RETURN ['Usuario', n.user_id, n.propio_region] AS linea`,
  `MATCH (n:Usuario) WHERE n.propio_espacio = $espacio AND n.propio_rango IS NOT NULL
   RETURN ['cuenta', n.user_id, n.propio_rango] AS linea`,
  `MATCH (n:Contenido) WHERE n.propio_espacio = $espacio AND n.tipo IS NOT NULL
   RETURN ['Contenido', n.contenido_id, n.tipo, n.categoria, n.propio_region, n.propio_temas, n.propio_duracion_ms,
     n.propio_orden, n.propio_popularidad] AS linea`,
  `MATCH (n:Colectivo) WHERE n.propio_espacio = $espacio AND n.nombre IS NOT NULL
   RETURN ['Colectivo', n.colectivo_id, n.nombre, n.enfoque, n.propio_region] AS linea`,
  `MATCH (c)-[r:TRATA]->(t:Tema) WHERE r.propio_espacio = $espacio AND t.nombre = r.propio_tema
   RETURN ['TRATA', c.contenido_id, r.propio_tema, r.propio_orden] AS linea`,
]
const edges = Object.entries({
  SIGUE: ['x.user_id', 'r.fecha_inicio'],
  CREO: ['x.contenido_id', 'r.fecha_creacion'],
  VIO: ['x.contenido_id', 'r.duracion_ms', 'r.fecha_ultima_vista', 'toInteger(r.propio_completado)'],
  GUSTA: ['x.contenido_id', 'r.fecha'],
  COLABORA_EN: ['x.contenido_id', 'r.rol'],
  ES_MIEMBRO_DE: ['x.colectivo_id', 'r.fecha_ingreso'],
}).map(
  ([type, columns]) =>
    `MATCH (u:Usuario)-[r:${type}]->(x) WHERE u.propio_espacio = $espacio AND x.propio_espacio = $espacio
     RETURN ['${type}', u.user_id, ${columns.join(', ')}] AS linea`,
)

/** The graph of one space, as the database has it. */
export const graphLinesOf = async (driver: Driver, espacio: string): Promise<GraphLines> => {
  const lines: GraphLines = []
  const session = driver.session()
  for (const query of [...nodes, ...edges]) {
    const { records } = await session.run(query, { espacio })
    for (const record of records)
      lines.push(
        JSON.stringify(
          (record.get('linea') as unknown[]).map((one) => (Array.isArray(one) ? JSON.stringify(one) : one)),
        ),
      )
  }
  await session.close()
  return lines.sort()
}

export const clearSpace = async (driver: Driver, espacio: string) => {
  const session = driver.session()
  for (const label of ['Usuario', 'Contenido', 'Colectivo', 'Tema', 'Borrado', 'Proyeccion'])
    await session.run(`MATCH (n:${label}) WHERE n.propio_espacio = $espacio DETACH DELETE n`, { espacio })
  await session.close()
}

/** Takes away what a node has in Redis. */
export const clearRedis = async (redis: Redis, espacio: string) => {
  for await (const keys of redis.scanStream({ match: `*${espacio}*`, count: 1_000 }))
    for (const key of keys as string[]) await redis.del(key)
}

/** Opens the servers family on a base. */
export const openServers = async (t: Test, base: Base, dataDir = newFolder(t)): Promise<Opened> => {
  const takeUp = await watchCollections(base.mongo.uri)
  // Also where the start is refused, which is what some tests are for.
  t.teardown(() => takeUp().catch(() => undefined))
  const storage = createServers({ dataDir, ...base, log: silent })
  await storage.start()
  const espacio = await storage.identity.nodoId()
  const client = new MongoClient(base.mongo.uri)
  const driver = connectNeo4j(base)
  // A test may leave its Redis stopped: then there is nothing to clear.
  const redis = new Redis(base.redisUrl, { maxRetriesPerRequest: 3 })
  redis.on('error', () => undefined)
  t.teardown(async () => {
    await storage.stop()
    await clearSpace(driver, espacio)
    await clearRedis(redis, espacio).catch(() => undefined)
    redis.disconnect()
    await driver.close()
    await client.close()
  })
  const documents = (name: string) => client.db().collection(name)
  return {
    storage,
    diario: async () =>
      (await documents('diario')
        .find({ local: { $ne: true } }, { projection: { _id: 0 } })
        .sort({ seq: 1 })
        .toArray()) as never,
    gapless: false,
    graph: () => graphLinesOf(driver, espacio),
    forget: async () => {
      await documents('contenidos').updateMany({}, { $unset: { 'propio.claves': '' } })
      for (const name of ['usuarios', 'listas', 'programacion', 'dichos'])
        await documents(name).updateMany({}, { $unset: { 'propio.palabras': '' } })
      for (const name of ['diario', 'vocabulario', 'vocabulario_de']) await documents(name).deleteMany({})
      await clearSpace(driver, espacio)
      await clearRedis(redis, espacio)
    },
  }
}
