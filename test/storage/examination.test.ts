import { Redis } from 'ioredis'
import { MongoClient } from 'mongodb'
import t, { type Test } from 'tap'
import { examineServers } from '../../src/storage/servers/examination/examination.ts'
import { examinationTexts } from '../../src/storage/servers/examination/examination-texts.ts'
import { isAtLeast } from '../../src/storage/servers/examination/finding.ts'
import { replicasOf, writesOf } from '../../src/storage/servers/examination/mongodb.ts'
import { diskOf, memoryOf } from '../../src/storage/servers/examination/redis.ts'
import { bareMongod, createPlace } from '../own-servers.ts'
import { serversOf } from '../servers.ts'
import { newBase, openServers } from './server-base.ts'

const servers = serversOf(t)
const nobody = { name: '', dataDir: '/de/ana' }

const look = async (given: Partial<Parameters<typeof examineServers>[0]> & ReturnType<typeof newBase>) => {
  const found = await examineServers({ holder: nobody, now: Date.now, ...given })
  return Object.fromEntries(found.map(({ control, ...rest }) => [control, rest]))
}

/** A Redis of its own, to be set as no other may be. */
const ownRedis = async (t: Test) => {
  const place = createPlace(t)
  await place.servers('start', 'redis')
  const { NODO_REDIS_URL: redisUrl = '' } = place.settings()
  const client = new Redis(redisUrl)
  client.on('error', () => undefined)
  t.teardown(() => client.disconnect())
  return { place, redisUrl, client }
}

t.test('each text names the same things in every language', async (t) => {
  const named = (text: string) => [...text.matchAll(/\{(\w+)\}|NODO_\w+/g)].map(([name]) => name).sort()
  for (const [key, { es, pt, en }] of Object.entries(examinationTexts)) {
    t.same(named(pt), named(es), key)
    t.same(named(en), named(es), key)
  }
})

t.test('a MongoDB that is no replica set, or of which one is missing, is told with what to do', async (t) => {
  const set = { setName: 'nodo', primary: 'a:1' }
  t.match(replicasOf({ isWritablePrimary: true }), { estado: 'fallo', detalle: { en: /rs\.initiate\(\)/ } })
  t.match(replicasOf({ msg: 'isdbgrid' }), { estado: 'ok' })
  t.match(replicasOf(set), { estado: 'ok', detalle: { en: /nodo, primary a:1/ } })
  const members = [
    { name: 'a:1', health: 1 },
    { name: 'b:1', health: 0 },
  ]
  t.match(replicasOf(set, { members }), { estado: 'aviso', detalle: { en: /b:1 does not answer: start it/ } })
  t.match(replicasOf(set, { members: members.slice(0, 1) }), { estado: 'ok' })
})

t.test('writes that no disk holds are told', async (t) => {
  t.match(writesOf({ name: 'inMemory', persistent: false }), {
    estado: 'fallo',
    detalle: { en: /inMemory.*wiredTiger/ },
  })
  t.match(writesOf({ persistent: true }, { writeConcernMajorityJournalDefault: false }), { estado: 'aviso' })
  t.match(writesOf({ persistent: true }, { writeConcernMajorityJournalDefault: true }), { estado: 'ok' })
  t.match(writesOf(), { estado: 'ok' }, 'where the user may not ask')
})

t.test('a Redis that cannot write, is nearly full or forgets is told', async (t) => {
  const memory = { maxmemory_policy: 'noeviction', used_memory: '95000000' }
  t.match(memoryOf({ ...memory, maxmemory: '100000000' }), {
    estado: 'aviso',
    detalle: { en: /95 MB in use of 100 MB/ },
  })
  t.match(memoryOf({ ...memory, maxmemory: '200000000' }), { estado: 'ok' })
  t.match(memoryOf({ ...memory, maxmemory: '0' }), { estado: 'ok', detalle: { en: /no limit/ } })
  const aof = { aof_enabled: '1', aof_last_write_status: 'ok', rdb_last_bgsave_status: 'err' }
  t.match(diskOf(aof, ''), { estado: 'ok' })
  t.match(diskOf({ ...aof, aof_last_write_status: 'err' }, ''), {
    estado: 'fallo',
    detalle: { en: /space and rights/ },
  })
  const rdb = { aof_enabled: '0', rdb_last_bgsave_status: 'ok' }
  t.match(diskOf(rdb, '3600 1'), { estado: 'aviso', detalle: { en: /now and then/ } })
  t.match(diskOf({ ...rdb, rdb_last_bgsave_status: 'err' }, '3600 1'), { estado: 'fallo' })
  t.match(diskOf(rdb, ''), { estado: 'aviso', detalle: { en: /keeps nothing on disk/ } })
})

t.test('versions are compared by their numbers', async (t) => {
  t.ok(isAtLeast('5.26.1', 5, 26))
  t.ok(isAtLeast('2025.01.0', 5, 26))
  t.ok(isAtLeast('10.0', 6, 0))
  t.notOk(isAtLeast('5.9.0', 5, 26))
  t.notOk(isAtLeast('?', 7, 0))
})

if (servers) {
  t.test('servers as this family needs them are all well, and nothing is changed', async (t) => {
    const base = newBase(t, servers)
    const found = await look(base)
    t.same(Object.keys(found), [
      ...['mongodb', 'mongodb_replicas', 'mongodb_escrituras', 'mongodb_reloj', 'base'],
      ...['neo4j', 'neo4j_reloj', 'redis', 'redis_disco', 'redis_memoria', 'redis_reloj'],
    ])
    for (const [control, { estado, detalle }] of Object.entries(found))
      if (control !== 'redis_disco') t.equal(estado, 'ok', `${control}: ${detalle.en}`)
    for (const one of ['mongodb', 'neo4j', 'redis'])
      t.match(found[one]?.detalle.es, /^\d+\.\d+\S* en 127\.0\.0\.1:\d+$/)
    t.match(found.base?.detalle.es, /, se hará al iniciar$/)
    const client = new MongoClient(base.mongo.uri)
    t.same(await client.db().listCollections().toArray(), [])
    await client.close()
  })

  t.test('a clock that is another than this one is told of each server', async (t) => {
    const found = await look({ ...newBase(t, servers), now: () => Date.now() + 90_000 })
    for (const control of ['mongodb_reloj', 'neo4j_reloj', 'redis_reloj'])
      t.match(found[control], { estado: 'aviso', detalle: { es: /^difiere (89|90|91) s .*set-ntp/ } })
  })

  t.test('it is told whose the database is', async (t) => {
    const base = newBase(t, servers)
    const { storage } = await openServers(t, base)
    t.match((await look(base)).base, { estado: 'fallo', detalle: { es: /^Otro nodo .* usa la base/ } })
    t.notOk((await look({ ...base, holder: undefined })).base, 'unless it is this node')
    await storage.stop()
    t.match((await look(base)).base, { estado: 'ok', detalle: { es: /libre/ } })
  })

  t.test('a Redis that takes away what it was given is told, and one that keeps nothing', async (t) => {
    const { redisUrl, client } = await ownRedis(t)
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
    await client.config('SET', 'appendonly', 'no')
    await client.config('SET', 'save', '')
    const base = { ...newBase(t, servers), redisUrl }
    const ill = await look(base)
    t.match(ill.redis_memoria, {
      estado: 'fallo',
      detalle: { es: /\(allkeys-lru\): «CONFIG SET maxmemory-policy noevic/ },
    })
    t.match(ill.redis_disco, { estado: 'aviso', detalle: { es: /no guarda nada.*appendonly yes/ } })
    await client.config('SET', 'maxmemory-policy', 'noeviction')
    await client.config('SET', 'appendonly', 'yes')
    const well = await look(base)
    t.match(well, { redis_memoria: { estado: 'ok' }, redis_disco: { estado: 'ok' } })
  })

  t.test('a MongoDB as it is started by default is told, and one that was not begun', async (t) => {
    const base = newBase(t, servers)
    const on = async (...words: string[]) => ({
      uri: `mongodb://${await bareMongod(t, ...words)}/nodo`,
      database: undefined,
    })
    const alone = await look({ ...base, mongo: await on() })
    t.match(alone.mongodb_replicas, { estado: 'fallo', detalle: { es: /no es un conjunto de réplicas/ } })
    t.notOk(alone.mongodb_escrituras)
    const unbegun = await look({ ...base, mongo: await on('--replSet', 'nodo') })
    t.match(unbegun.mongodb, { estado: 'ok', detalle: { es: /responde/ } })
    t.match(unbegun.mongodb_replicas, { estado: 'fallo', detalle: { es: /no se ha iniciado: .*rs\.initiate/ } })
  })

  t.test('a server that is frozen, away or refuses is told by name, without its password', async (t) => {
    const { place, redisUrl } = await ownRedis(t)
    const base = newBase(t, servers)
    const nowhere = new URL(base.mongo.uri)
    nowhere.host = '127.0.0.1:1'
    const away = await look({
      mongo: { ...base.mongo, uri: nowhere.href },
      neo4j: { ...base.neo4j, uri: 'bolt://127.0.0.1:1' },
      redisUrl: 'redis://:secreta@127.0.0.1:1',
    })
    t.same(Object.keys(away), ['mongodb', 'neo4j', 'redis'])
    for (const [variable, name] of [
      ['MONGODB_URI', 'mongodb'],
      ['NEO4J_URI', 'neo4j'],
      ['REDIS_URL', 'redis'],
    ] as const)
      t.match(away[name], {
        estado: 'fallo',
        detalle: { es: new RegExp(`127\\.0\\.0\\.1:1\\)? no responde: .*NODO_${variable}`) },
      })
    t.notMatch(JSON.stringify(away), /secreta/)

    const pid = place.pidOf('redis')
    process.kill(pid, 'SIGSTOP')
    t.teardown(() => process.kill(pid, 'SIGCONT'))
    const wrong = new URL(base.mongo.uri)
    wrong.username = 'nadie'
    wrong.password = 'secreta'
    const refused = await look({
      mongo: { ...base.mongo, uri: wrong.href },
      neo4j: { ...base.neo4j, password: 'secreta' },
      redisUrl,
    })
    t.match(refused.mongodb, { estado: 'fallo', detalle: { es: /rechaza usuario o clave.*NODO_MONGODB_URI/ } })
    t.match(refused.neo4j, { estado: 'fallo', detalle: { es: /rechaza usuario o clave: corrige NODO_NEO4J_USER/ } })
    t.match(refused.redis, { estado: 'fallo', detalle: { es: /no responde/ } })
    process.kill(pid, 'SIGCONT')
    const locked = new URL(redisUrl)
    locked.password = 'secreta'
    t.match((await look({ ...base, redisUrl: locked.href })).redis, {
      estado: 'fallo',
      detalle: { es: /rechaza usuario, clave/ },
    })
  })
}
