import { randomUUID } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { MongoBulkWriteError, MongoNetworkError } from 'mongodb'
import t, { type Test } from 'tap'
import type { ContentStore } from '../../src/catalog/store.ts'
import { newId } from '../../src/model/ids.ts'
import { createContentCache } from '../../src/storage/servers/content-cache.ts'
import { createMongo } from '../../src/storage/servers/mongo.ts'
import { translate, unreachable } from '../../src/storage/servers/mongo-error.ts'
import { createRedis } from '../../src/storage/servers/redis.ts'
import { follow } from '../contract/acts.ts'
import { feedOf } from '../contract/feeds.ts'
import { projected } from '../contract/projections.ts'
import { account, at, content } from '../contract/records.ts'
import { createPlace, killed } from '../own-servers.ts'
import { serversOf, type TestServers } from '../servers.ts'
import { silent } from './base.ts'
import { newBase, openServers } from './server-base.ts'

const servers = serversOf(t)

/** A base whose MongoDB is its own. */
const openAlone = async (t: Test, shared: TestServers) => {
  const place = createPlace(t)
  await place.servers('start', 'mongodb')
  const { NODO_MONGODB_URI: mongodbUri = '' } = place.settings()
  return { place, ...(await openServers(t, newBase(t, { ...shared, mongodbUri }))) }
}

t.test('a connection that is lost in the middle of a bulk write is an outage, its refused rows are not', async (t) => {
  const lost = new MongoBulkWriteError(new MongoNetworkError('read ECONNRESET') as never, {} as never)
  t.match(translate(lost), { code: 'servicio_no_disponible', retryAfterS: Number, cause: MongoNetworkError })
  const refused = new MongoBulkWriteError({ message: 'E11000', code: 11000 }, {} as never)
  t.equal(translate(refused), refused)
})

t.test(
  'a command that is written to a connection which the server has closed is an outage, a mistake is not',
  async (t) => {
    const server = createServer((socket) => socket.end())
    t.teardown(() => server.close())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume()
    await once(socket, 'end')
    socket.write('a command')
    const [ended] = await once(socket, 'error')
    t.match(ended, { code: 'EPIPE' })
    t.match(translate(ended), { code: 'servicio_no_disponible', retryAfterS: Number, cause: ended })
    const mistake = new TypeError('x is not a function')
    t.equal(translate(mistake), mistake)
  },
)

t.test('a name of servers that nobody knows is an outage too', async (t) => {
  const resolver = new Resolver({ timeout: 500, tries: 1 })
  resolver.setServers(['127.0.0.1:1'])
  const error = await resolver.resolveSrv('_mongodb._tcp.box.test').catch((error) => error)
  t.match(unreachable('box.test', error), { code: 'mongodb_no_responde', values: { servidor: 'box.test' } })
})

t.test('a database is not given a name that MongoDB refuses, keeps for itself or has no room for', async (t) => {
  const named = (name: string) => createMongo({ uri: `mongodb://box/${name}`, database: undefined }).db.databaseName
  t.strictSame(['', 'radio-ñandú'].map(named), ['nodo', 'radio-ñandú'])
  for (const name of ['admin', 'local', 'config', 'no.do', '$x', 'a b', 'x'.repeat(56), 'ñ'.repeat(28)])
    t.throws(() => named(name), { code: 'ajuste_invalido', values: { ajuste: 'mongodb_uri' } }, name)
})

if (servers) {
  t.test('MongoDB goes: contents that were read lately and feeds are there, nothing is half written', async (t) => {
    const { place, storage } = await openAlone(t, servers)
    const [ana, eva] = [account(), account()]
    for (const one of [ana, eva]) await storage.accounts.create(one)
    await storage.follows.follow(follow(ana.id, eva.id))
    const published = (orden_nodo_ms: number) => content(eva.id, { estado: 'publicado', orden_nodo_ms })
    const [read, unread, hidden, gone] = [published(1), published(2), published(3), published(4)]
    await storage.contents.createMany([read, unread, hidden, gone])
    for (const { id } of [read, hidden, gone]) await storage.contents.byId(id)
    const kept = await storage.contents.byId(read.id)
    await storage.contents.change(hidden.id, { estado: 'oculto' })
    await storage.contents.remove(gone.id)
    await projected(storage)

    await place.servers('stop', 'mongodb')
    while (storage.status().estado !== 'down') await wait(50)
    t.same(await storage.contents.byId(read.id), kept)
    const refused = { code: 'servicio_no_disponible', retryAfterS: Number }
    for (const { id } of [unread, hidden, gone]) await t.rejects(storage.contents.byId(id), refused)
    t.same(await feedOf(storage, ana.id), [unread.id, read.id])
    await t.rejects(storage.contents.change(read.id, { titulo: 'Otro' }), refused)
    await place.servers('start', 'mongodb')
    while (storage.status().estado !== 'ok') await wait(50)
    t.same(await storage.contents.byId(read.id), kept)
    await storage.contents.change(read.id, { titulo: 'Otro' })
    t.match(await storage.contents.byId(read.id), { contenido: { titulo: 'Otro' } })
  })

  t.test('what was refused while MongoDB was away is not done behind the back of who was told', async (t) => {
    const { place, storage } = await openAlone(t, servers)
    const [ana, ...others] = Array.from({ length: 60 }, () => account())
    for (const one of [ana!, ...others]) await storage.accounts.create(one)
    await killed(place.pidOf('mongodb'))
    // Each of them waits for the server longer than who asked for it.
    const asked = []
    for (const { id } of others) {
      asked.push(
        storage.follows.follow(follow(ana!.id, id)).then(
          () => 'done',
          ({ code }) => code,
        ),
      )
      await wait(80)
    }
    t.same(new Set(await Promise.all(asked)), new Set(['servicio_no_disponible']))
    await place.servers('start', 'mongodb')
    while (storage.status().estado !== 'ok') await wait(50)
    await storage.accounts.create(account())
    await wait(1_000)
    t.equal((await storage.follows.followedBy(ana!.id, 1)).total, 0)
  })

  t.test('who read a content before it changed does not bring the old one back', async (t) => {
    const space = randomUUID()
    const redis = createRedis(servers.redisUrl, silent)
    await redis.start()
    t.teardown(() => redis.stop())
    const cache = createContentCache(redis, () => space)
    const old = { ...content(newId(at)), lamport: 4 }
    let stored = { contenido: old, creador: { id: old.creador_id, nombre: 'Eva' }, transmision_id: null }
    let away = false
    const store = { byId: async () => (away ? undefined : stored) } as unknown as ContentStore
    const contents = cache.inFrontOf(store, () => away)
    const whileAway = async () => {
      away = true
      const found = await contents.byId(old.id)
      away = false
      return found
    }
    // The first script is sent in two steps, which nobody waits for.
    await contents.byId(old.id)
    while (!(await whileAway())) await wait(5)
    t.same(await whileAway(), stored)
    await cache.changed(undefined, old, { ...old, lamport: 5 })
    await contents.byId(old.id)
    t.equal(await whileAway(), undefined, 'the reader was late')
    stored = { ...stored, contenido: { ...old, lamport: 5 } }
    await contents.byId(old.id)
    t.same(await whileAway(), stored)
    await cache.changed(undefined, stored.contenido, undefined)
    await contents.byId(old.id)
    t.equal(await whileAway(), undefined, 'what is removed is gone')
  })
}
