import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { type Kind, plans, type Seen } from '../../src/projections/projection.ts'
import { type Checkpoint, createWorker, type Target, TurnTaken } from '../../src/projections/worker.ts'
import { createCollections } from '../../src/storage/servers/collections.ts'
import { createDiario } from '../../src/storage/servers/diario.ts'
import { createDocuments } from '../../src/storage/servers/documents.ts'
import { createFeedTarget } from '../../src/storage/servers/feed-writes.ts'
import { createFeedSource } from '../../src/storage/servers/feeds.ts'
import { createMongo } from '../../src/storage/servers/mongo.ts'
import { createRankingTarget } from '../../src/storage/servers/rankings.ts'
import { createRedis } from '../../src/storage/servers/redis.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { follow, views } from '../contract/acts.ts'
import { projected } from '../contract/projections.ts'
import { account, at, content } from '../contract/records.ts'
import { serversOf, type TestServers } from '../servers.ts'
import { silent } from './base.ts'
import { clearRedis, newBase, openServers } from './server-base.ts'

const servers = serversOf(t)

/** A base with its log, and targets in spaces of Redis that nobody follows it for. */
const openTargets = async (t: Test, shared: TestServers) => {
  const base = newBase(t, shared)
  const { storage } = await openServers(t, base)
  await storage.boots.begin(60_000, at)
  const mongo = createMongo(base.mongo)
  const diario = createDiario(mongo)
  await diario.open()
  const documents = createDocuments(mongo, createCollections(mongo, diario, { changed: async () => undefined }))
  const part = createRedis(base.redisUrl, silent)
  await part.start()
  const redis = new Redis(base.redisUrl)
  t.teardown(async () => {
    await part.stop()
    redis.disconnect()
    await mongo.client.close()
  })

  const openSpace = () => {
    const space = randomUUID()
    t.teardown(() => clearRedis(redis, space))
    return {
      feeds: createFeedTarget(part, createFeedSource(mongo), () => space),
      rankings: createRankingTarget(part, documents, () => space),
      /** Takes away all that is held, as a server does that comes back without its memory. */
      lose: () => clearRedis(redis, space),
      /** All sorted sets of this space. */
      held: async () => {
        const held: [string, string[]][] = []
        for (const key of await redis.keys(`*${space}*`))
          if ((await redis.type(key)) === 'zset')
            held.push([key.replace(space, ''), await redis.zrange(key, '0', '-1', 'WITHSCORES')])
        return held.sort(([a], [b]) => (a < b ? -1 : 1))
      },
    }
  }
  /** What the log tells of these kinds, row by row. */
  const told = async (kinds: readonly Kind[]) => (await diario.rows(kinds, 0, Number.MAX_SAFE_INTEGER, 10_000)).told
  /** What a worker brings of such rows: what the documents say now. */
  const seenOf = async (rows: Awaited<ReturnType<typeof told>>): Promise<Seen[]> => {
    const seen: Seen[] = []
    for (const [kind, some] of Map.groupBy(rows, ({ tipo }) => tipo as Kind)) {
      const ids = [...new Set(some.map(({ id }) => id))]
      const found = new Map((await documents.byIds(kind, ids)).map((one) => [one.id, one]))
      for (const id of ids) seen.push({ tipo: kind, id, lamport: 1, record: found.get(id) } as unknown as Seen)
    }
    return seen
  }
  return { storage, openSpace, told, seenOf, diario, documents }
}

const step = fc.record({
  what: fc.constantFrom('see', 'publish', 'hide', 'move', 'remove', 'follow', 'unfollow'),
  who: fc.nat(2),
  other: fc.nat(2),
})

const live = async (storage: Storage, steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) => {
  const people = [account(), account(), account()]
  for (const one of people) await storage.accounts.create(one)
  const works = people.map(({ id }, i) => content(id, { estado: 'publicado', categoria: 'c', orden_nodo_ms: i }))
  await storage.contents.createMany(works)
  for (const { what, who, other } of steps) {
    const [person, second, work] = [people[who]!.id, people[other]!.id, works[who]!.id]
    const act = {
      see: () => storage.views.add(views(work, 1 + other, { hora_arranque: other })),
      publish: () => storage.contents.change(work, { estado: 'publicado' }),
      hide: () => storage.contents.change(work, { estado: 'oculto' }),
      move: () => storage.contents.change(work, { categoria: `c${other}`, creador_id: second }),
      remove: () => storage.contents.remove(work),
      follow: () => storage.follows.follow(follow(person, second)),
      unfollow: () => storage.follows.unfollow(person, second),
    }
    await act[what]().catch(() => undefined)
  }
}

if (servers) {
  t.test(
    'rows that come twice, and in any wrong order, leave feeds and rankings as the right order does',
    async (t) => {
      const order = fc.array(fc.nat(), { minLength: 60, maxLength: 60 })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), order, fc.nat(8), async (steps, order, more) => {
          const { storage, openSpace, told, seenOf } = await openTargets(t, servers)
          await live(storage, steps)
          await projected(storage)
          const [right, wrong] = [openSpace(), openSpace()]
          for (const name of ['feeds', 'rankings'] as const) {
            const rows = await told(plans[name].reads)
            const shuffled = [...rows, ...rows]
              .map((row, i) => ({ row, place: order[i % order.length] ?? 0 }))
              .sort((a, b) => a.place - b.place)
              .map(({ row }) => row)
            for (const row of rows) await right[name].apply(await seenOf([row]), 1)
            for (let i = 0; i < shuffled.length; i += 1 + more)
              await wrong[name].apply(await seenOf(shuffled.slice(i, i + 1 + more)), 1)
          }
          const held = await right.held()
          t.same(await wrong.held(), held)
          for (const name of ['feeds', 'rankings'] as const)
            await wrong[name].apply(await seenOf(await told(plans[name].reads)), 1)
          t.same(await wrong.held(), held, 'all of them once more')
        }),
        { numRuns: 6 },
      )
    },
  )

  t.test('a worker that was held up writes nothing once another took its place', async (t) => {
    const { storage, openSpace, told, seenOf } = await openTargets(t, servers)
    await live(storage, [
      { what: 'follow', who: 0, other: 1 },
      { what: 'see', who: 1, other: 1 },
    ])
    const space = openSpace()
    const refused = async (name: 'feeds' | 'rankings', target: Target) => {
      const seen = await seenOf(await told(plans[name].reads))
      await target.apply(seen, 7)
      const before = await space.held()
      const gone = seen.map((one) => ({ ...one, record: undefined }))
      await t.rejects(target.apply(gone, 6), new TurnTaken(7))
      await t.rejects(target.clear(6), new TurnTaken(7))
      const mark = { version: 1, epoca: 1, seq: 1, hechos: 1, lista: true }
      await t.rejects(Promise.resolve(target.mark?.keep(mark, 6, undefined)), new TurnTaken(7))
      t.same(await space.held(), before)
    }
    await refused('feeds', space.feeds)
    await refused('rankings', space.rankings)
    t.ok((await space.held()).length > 2)
  })
  t.test('what is lost while rows are applied is made again, though the log was followed meanwhile', async (t) => {
    const { storage, openSpace, told, diario, documents } = await openTargets(t, servers)
    const eva = account()
    await storage.accounts.create(eva)
    const publish = async () => {
      const work = content(eva.id, { estado: 'publicado' })
      await storage.contents.createMany([work])
      await storage.views.add(views(work.id, 1))
    }
    const space = openSpace()
    let settled = 0
    const follow = async () => {
      settled = (await told(plans.rankings.reads)).at(-1)?.seq ?? 0
      worker.wake()
      while (kept.seq < settled || kept.lugar !== null) await wait(5)
    }
    let losing = false
    let kept: Checkpoint = { turno: 0, version: 0, epoca: 0, seq: 0, lugar: null, hechos: 0, total: 0 }
    const worker = createWorker({
      name: 'rankings',
      log: { ...diario, settled: () => settled },
      documents: {
        ...documents,
        byIds: async (...given) => {
          if (losing) await space.lose()
          losing = false
          return documents.byIds(...given)
        },
      },
      checkpoints: {
        take: async () => ({ ...kept, turno: kept.turno + 1 }),
        keep: async (_, checkpoint) => {
          kept = checkpoint
          return true
        },
      },
      lease: { lengthMs: 60_000, hold: async () => true, release: async () => undefined },
      target: space.rankings,
      logger: silent,
    })
    t.teardown(worker.stop)
    await publish()
    await worker.start()
    await follow()
    await publish()
    losing = true
    await follow()
    await follow()
    for (const [ranking, places] of await space.held()) t.equal(places.length / 2, 2, ranking)
    t.equal((await space.held()).length, 2)
  })
}
