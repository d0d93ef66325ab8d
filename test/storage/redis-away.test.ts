import { cpSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import type { EventoSala } from '../../src/model/evento-sala.ts'
import { newId } from '../../src/model/ids.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { follow, views } from '../contract/acts.ts'
import { feedOf } from '../contract/feeds.ts'
import { projected, stateOf } from '../contract/projections.ts'
import { rankingOf } from '../contract/rankings.ts'
import { account, at, content, job } from '../contract/records.ts'
import { createPlace, killed } from '../own-servers.ts'
import { serversOf, type TestServers } from '../servers.ts'
import { newBase, openServers } from './server-base.ts'

const servers = serversOf(t)
const unavailable = { code: 'servicio_no_disponible', retryAfterS: Number }

/** A base whose Redis is its own, with two people of whom one follows the other. */
const openAlone = async (t: Test, shared: TestServers) => {
  const place = createPlace(t)
  await place.servers('start', 'redis')
  const { NODO_REDIS_URL: redisUrl = '' } = place.settings()
  const { storage } = await openServers(t, newBase(t, { ...shared, redisUrl }))
  await storage.boots.begin(60_000, at)
  const [ana, eva] = [account(), account()]
  for (const one of [ana, eva]) await storage.accounts.create(one)
  await storage.follows.follow(follow(ana.id, eva.id))
  return { place, redisUrl, storage, ana: ana.id, eva: eva.id }
}

/** Somebody publishes, and it is seen so often. */
const publish = async (storage: Storage, creator: string, seen: number, orden_nodo_ms: number) => {
  const work = content(creator, { estado: 'publicado', orden_nodo_ms })
  await storage.contents.createMany([work])
  await storage.views.add(views(work.id, seen))
  return work.id
}

const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await wait(20)
}
/** Whether the ranking is this now; while it is made anew it is none. */
const ranks = async (storage: Storage, expected: unknown) =>
  isDeepStrictEqual(await rankingOf(storage, {}).catch(() => undefined), expected)

if (servers) {
  t.test('a Redis that refuses the password is told as that', async (t) => {
    const place = createPlace(t)
    await place.servers('start', 'redis')
    const right = new URL(place.settings().NODO_REDIS_URL ?? '')
    for (const password of ['wrong', '']) {
      const redisUrl = String(Object.assign(new URL(right), { password }))
      const { storage } = await openServers(t, newBase(t, { ...servers, redisUrl }))
      t.match(storage.parts(), { redis: { estado: 'down', motivo: { es: /rechaza usuario, clave/ } } }, password)
    }
  })

  t.test('Redis goes: what is kept goes on, what is of the moment waits, and all is caught up', async (t) => {
    const { place, storage, ana, eva } = await openAlone(t, servers)
    const { rooms, viewers, presence, limits, rankings } = storage
    const first = await publish(storage, eva, 2, 1)
    await projected(storage)
    t.same(await rankingOf(storage, {}), [[first, 2]])
    const live = newId(at)
    const heard: EventoSala[] = []
    t.teardown(rooms.listen(live, '0-0', (events) => heard.push(...(events ?? []))))

    await place.servers('stop', 'redis')
    await until(() => storage.parts().redis?.estado === 'down')
    t.match(storage.parts().redis?.motivo?.es, /Redis no responde/)
    t.equal(storage.status().estado, 'ok')
    const second = await publish(storage, eva, 5, 2)
    t.same(await feedOf(storage, ana), [second, first], 'the documents answer')
    await t.rejects(rankings.page({}, 10), unavailable)
    await t.rejects(storage.contents.page({ publishedOnly: true, orden: 'populares' }, 10), unavailable)
    t.equal((await storage.contents.page({ publishedOnly: true }, 10)).rows.length, 2, 'other orders do without it')
    await t.rejects(rooms.append(live, 1, { tipo: 'estado', datos: {} }), unavailable)
    await t.rejects(rooms.newest(live, 10), unavailable)
    await t.rejects(viewers.see(live, ['ana'], 10_000), unavailable)
    await t.rejects(presence.find(['ana']), unavailable)
    await t.rejects(storage.liveHolders.of(live), unavailable)
    t.equal(await limits.countOn('ana', 60_000, 0), 1)
    t.equal(await limits.countOn('ana', 60_000, 0), 2)
    t.same(await limits.counts(['ana'], 0), [2], 'nobody may guess without end')
    await until(async () => (await stateOf(storage, 'rankings'))?.motivo !== null)
    t.match(await stateOf(storage, 'rankings'), { desde: Number })

    await place.servers('start', 'redis')
    await until(() =>
      ranks(storage, [
        [second, 5],
        [first, 2],
      ]),
    )
    await projected(storage)
    t.match(storage.parts().redis, { estado: 'ok' })
    t.same(await feedOf(storage, ana), [second, first])
    await until(async () => {
      await rooms.append(live, 1, { tipo: 'estado', datos: {} }).catch(() => undefined)
      return heard.length > 0
    })
    t.equal(await viewers.see(live, ['ana'], 10_000), 1)
  })

  t.test('a Redis that is frozen holds no limit up, and none is shut out by it', async (t) => {
    const { place, storage } = await openAlone(t, servers)
    const { limits } = storage
    t.equal((await limits.count('ana', 60_000, 0)).count, 1)
    const pid = place.pidOf('redis')
    process.kill(pid, 'SIGSTOP')
    try {
      t.equal((await limits.count('ana', 60_000, 0)).count, 1, 'this process counts by itself')
      for (let n = 2; n < 100; n++) t.equal((await limits.count('ana', 60_000, 0)).count, n)
      t.equal(await limits.countOn('eva', 60_000, 0), 1)
      await limits.forget(['eva'])
      t.same(await limits.counts(['ana', 'eva'], 0), [99, 0])
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  })

  t.test('a Redis that came back empty, or with an older copy, is made whole by itself', async (t) => {
    const { place, redisUrl, storage, ana, eva } = await openAlone(t, servers)
    const redis = new Redis(redisUrl)
    redis.on('error', () => undefined)
    t.teardown(() => redis.disconnect())
    const first = await publish(storage, eva, 2, 1)
    await projected(storage)
    await redis.flushall()
    await until(() => ranks(storage, [[first, 2]]))

    await until(() => feedIs(redis, ana, [first]))
    const [kept, older] = [join(place.folder, 'redis', 'appendonlydir'), join(place.folder, 'copia')]
    await place.servers('stop', 'redis')
    cpSync(kept, older, { recursive: true })
    await place.servers('start', 'redis')
    const second = await publish(storage, eva, 5, 2)
    await until(() =>
      ranks(storage, [
        [second, 5],
        [first, 2],
      ]),
    )
    await until(() => feedIs(redis, ana, [second, first]))
    await killed(place.pidOf('redis'))
    rmSync(kept, { recursive: true })
    renameSync(older, kept)
    await place.servers('start', 'redis')
    await until(() =>
      ranks(storage, [
        [second, 5],
        [first, 2],
      ]),
    )
    await until(() => feedIs(redis, ana, [second, first]))
    t.same(await feedOf(storage, ana), [second, first])
  })

  t.test('keys are those of the data dictionary, behind the node and with the tags of a cluster', async (t) => {
    const { redisUrl, storage, ana, eva } = await openAlone(t, servers)
    const work = content(eva, { estado: 'publicado', tipo: 'audio', categoria: 'música', region: 'MX-OAX' })
    await storage.contents.createMany([work])
    await storage.views.add(views(work.id, 1))
    const live = newId(at)
    await storage.rooms.append(live, 1, { tipo: 'llegada', datos: {} })
    await storage.viewers.see(live, ['ana'], 60_000)
    await storage.presence.see('abc', ana, at)
    await storage.liveHolders.hold(live, { proceso: 'uno', direccion: 'http://127.0.0.1' }, 60_000)
    await storage.limits.count('ana', 60_000, 0)
    await storage.jobs.enqueue(job(work.id))
    await projected(storage)
    const redis = new Redis(redisUrl)
    t.teardown(() => redis.disconnect())
    const nodo = await storage.identity.nodoId()
    const kindOf = async (key: string) => [await redis.type(key), (await redis.pttl(key)) > 0 ? 'ends' : 'stays']
    const kinds = {
      [`{${nodo}}:ranking:vistas:global`]: ['zset', 'stays'],
      [`{${nodo}}:ranking:vistas:categoria:música`]: ['zset', 'stays'],
      [`{${nodo}}:ranking:vistas:region:MX-OAX`]: ['zset', 'stays'],
      [`{${nodo}}:ranking:vistas:tipo:audio`]: ['zset', 'stays'],
      [`{${nodo}}:trabajos:wait`]: ['list', 'stays'],
      [`${nodo}:user:feed:{${ana}}`]: ['zset', 'stays'],
      [`${nodo}:live:comentarios:{${live}}`]: ['stream', 'ends'],
      [`${nodo}:live:viewers:{${live}}`]: ['zset', 'ends'],
      [`${nodo}:live:proceso:{${live}}`]: ['hash', 'ends'],
      [`${nodo}:user:session:{abc}`]: ['hash', 'ends'],
    }
    for (const [key, kind] of Object.entries(kinds)) t.same(await kindOf(key), kind, key)
    for (const key of await redis.keys('*'))
      t.match(key, new RegExp(`^(\\{${nodo}\\}|${nodo}|arriendo:\\{${nodo}.*\\})`))
  })
}

const feedIs = async (redis: Redis, usuarioId: string, expected: readonly string[]) => {
  const [key = ''] = await redis.keys(`*:user:feed:{${usuarioId}}`)
  return isDeepStrictEqual(await redis.zrevrange(key, 0, -1).catch(() => undefined), expected)
}
