import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { Redis } from 'ioredis'
import { MongoClient } from 'mongodb'
import neo4j from 'neo4j-driver'
import t, { type Test } from 'tap'
import { createPlace, killed, lives, run, script } from '../own-servers.ts'
import { serversOf } from '../servers.ts'

const all = ['mongodb', 'neo4j', 'redis']

const openPort = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

/** Clients of the three, made from the settings as a node makes them. */
const createClients = (t: Test, settings: Record<string, string>) => {
  const mongodb = new MongoClient(settings.NODO_MONGODB_URI!)
  const graph = neo4j.driver(
    settings.NODO_NEO4J_URI!,
    neo4j.auth.basic(settings.NODO_NEO4J_USER!, settings.NODO_NEO4J_PASSWORD!),
  )
  const redis = new Redis(settings.NODO_REDIS_URL!)
  t.teardown(() => Promise.all([mongodb.close(), graph.close(), redis.quit()]))
  const words = mongodb.db().collection<{ _id: string }>('palabras')
  return {
    write: async (word: string) => {
      await mongodb.withSession((session) =>
        session.withTransaction(async () => {
          await words.insertOne({ _id: `${word}-1` }, { session })
          await words.insertOne({ _id: `${word}-2` }, { session })
        }),
      )
      await graph.executeQuery('CREATE (:Palabra {id: $word})', { word })
      await redis.rpush('palabras', word)
    },
    read: async () => ({
      mongodb: (await words.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id),
      neo4j: (await graph.executeQuery('MATCH (p:Palabra) RETURN p.id AS id ORDER BY id')).records.map((record) =>
        record.get('id'),
      ),
      redis: await redis.lrange('palabras', 0, -1),
    }),
  }
}

t.test('real servers in a folder of their own', async (t) => {
  if (!serversOf(t)) return
  const { folder, servers, settings, pidOf } = createPlace(t)
  const first = await servers('start')
  t.equal(first.code, 0, first.err)
  const began = all.map(pidOf)

  await t.test('are what the printed settings say, to a shell as well', async (t) => {
    t.equal(readFileSync(join(folder, 'servers.env'), 'utf8'), first.out)
    t.match(settings(), { NODO_STORAGE: 'servers', NODO_NEO4J_USER: 'neo4j' })
    const names = Object.keys(settings())
    const told = await run('sh', ['-c', `set -a; eval "$1"; env`, 'sh', first.out])
    t.match(parseEnv(told.out), Object.fromEntries(names.map((name) => [name, settings()[name]])))
    t.equal((await run(script, ['status', folder])).code, 0)
  })

  await t.test('take transactions, Cypher and commands', async (t) => {
    const { write, read } = createClients(t, settings())
    await write('a')
    t.same(await read(), { mongodb: ['a-1', 'a-2'], neo4j: ['a'], redis: ['a'] })
  })

  await t.test('ask for their passwords, which nobody else may read', async (t) => {
    const { NODO_MONGODB_URI, NODO_NEO4J_URI, NODO_REDIS_URL } = settings()
    const stranger = new MongoClient(`mongodb://${new URL(NODO_MONGODB_URI!).host}/?directConnection=true`)
    await t.rejects(stranger.db('nodo').collection('palabras').findOne(), { code: 13 })
    await stranger.close()
    const graph = neo4j.driver(NODO_NEO4J_URI!, neo4j.auth.basic('neo4j', 'neo4j'))
    await t.rejects(graph.executeQuery('RETURN 1'), { code: 'Neo.ClientError.Security.Unauthorized' })
    await graph.close()
    const redis = new Redis(Number(new URL(NODO_REDIS_URL!).port), '127.0.0.1').on('error', () => undefined)
    await t.rejects(redis.get('palabras'), { message: /NOAUTH/ })
    redis.disconnect()
    for (const file of ['servers.env', 'redis/redis.conf', ...all.map((server) => `${server}/password`)])
      t.equal(statSync(join(folder, file)).mode & 0o077, 0, file)
  })

  await t.test('are found running by a second start', async (t) => {
    t.same(await servers('start'), { code: 0, out: first.out, err: '' })
    t.same(all.map(pidOf), began)
  })

  await t.test('come back after a kill with what they held, one by one or all', async (t) => {
    await killed(pidOf('redis'))
    t.match(await servers('status'), { code: 1, out: /MongoDB: running.*\nNeo4j: running.*\nRedis: stopped\n/ })
    t.equal((await servers('status', 'neo4j')).code, 0)
    t.match(await servers('start', 'redis'), { code: 0, out: first.out, err: '' })
    for (const server of all) await killed(pidOf(server))
    t.match(await servers('status'), { code: 1, out: 'MongoDB: stopped\nNeo4j: stopped\nRedis: stopped\n' })
    t.match(await servers('start'), { code: 0, out: first.out, err: '' })
    const { write, read } = createClients(t, settings())
    await write('b')
    t.same(await read(), { mongodb: ['a-1', 'a-2', 'b-1', 'b-2'], neo4j: ['a', 'b'], redis: ['a', 'b'] })
  })

  await t.test('end when told to, and nothing of them stays', async (t) => {
    const pids = all.map(pidOf)
    const ports = all.map((server) => Number(readFileSync(join(folder, server, 'port'), 'utf8')))
    t.match(await servers('stop', 'neo4j'), { code: 0, err: '' })
    t.same(pids.map(lives), [true, false, true])
    t.match(await servers('stop'), { code: 0, err: '' })
    t.same(pids.map(lives), [false, false, false])
    t.same(await Promise.all(ports.map(openPort)), [false, false, false])
    t.same(await servers('stop'), { code: 0, out: '', err: '' }, 'twice is no mistake')
  })

  await t.test('a process that has got the number of one since is left alone', async (t) => {
    const other = spawn('sleep', ['600'])
    t.teardown(() => other.kill())
    await servers('start', 'redis')
    const [, ...rest] = readFileSync(join(folder, 'redis/pid'), 'utf8').split(' ')
    await servers('stop', 'redis')
    writeFileSync(join(folder, 'redis/pid'), [other.pid, ...rest].join(' '))
    t.match(await servers('status', 'redis'), { code: 1, out: 'Redis: stopped\n' })
    t.equal((await servers('stop', 'redis')).code, 0)
    t.ok(lives(other.pid!))
  })
})

t.test('two folders run side by side', async (t) => {
  if (!serversOf(t)) return
  const places = [createPlace(t), createPlace(t)]
  const started = await Promise.all(places.map(({ servers }) => servers('start', 'mongodb', 'redis')))
  t.match(started, [{ code: 0 }, { code: 0 }])
  t.not(started[0]!.out, started[1]!.out)
  await places[0]!.servers('stop')
  t.equal((await places[1]!.servers('status', 'mongodb', 'redis')).code, 0)
})

t.test('a server that does not come up is named, and its setting is not given', async (t) => {
  const { folder } = createPlace(t)
  const bin = t.testdir({ 'redis-server': '#!/bin/sh\nexit 1\n' })
  chmodSync(join(bin, 'redis-server'), 0o755)
  const ran = await run(script, ['start', folder, 'redis'], { PATH: `${bin}:${process.env.PATH}` })
  t.match(ran, { code: 2, out: 'NODO_STORAGE=servers\n', err: /^Redis does not answer: see .*\/redis\/log\.$/m })
})

t.test('an unknown word is answered by how it is used, and touches nothing', async (t) => {
  const folder = join(t.testdir(), 'none')
  for (const words of [['start'], ['begin', folder], ['start', folder, 'mysql'], ['status', '']])
    t.match(await run(script, words), { code: 2, out: '', err: /^Usage: .*servers\.sh start\|stop\|status <folder>/ })
  t.match(await run(script, ['stop', folder]), { code: 0, out: '', err: '' })
  t.equal((await run(script, ['status', folder])).code, 1)
  t.notOk(existsSync(folder))
})
