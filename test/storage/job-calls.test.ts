import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import type { TrabajoGuardado } from '../../src/model/trabajo.ts'
import { createJobCalls } from '../../src/storage/servers/job-calls.ts'
import { createRedis } from '../../src/storage/servers/redis.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { createJobs } from '../../src/system/jobs.ts'
import { followCalls } from '../contract/job-calls.ts'
import { account, at, job } from '../contract/records.ts'
import { createPlace } from '../own-servers.ts'
import { serversOf, type TestServers } from '../servers.ts'
import { newFolder, silent } from './base.ts'
import { type Base, clearRedis, endLease, newBase, openServers } from './server-base.ts'

const servers = serversOf(t)

/** So long nobody looks by himself in a test that is about calls. */
const never = 10 * 60_000
const kinds = ['grabacion'] as const

const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await wait(20)
}

const stateOf = async ({ jobs }: Storage, id: string) => (await jobs.byId(id))?.estado

/** Works off jobs; node time stands. */
const workOff = async (
  t: Test,
  storage: Storage,
  given: { boot?: number; lookEveryMs: number; store?: Storage['jobs'] },
) => {
  const done: TrabajoGuardado[] = []
  const { boot: numero = 1, lookEveryMs, store = storage.jobs } = given
  const jobs = createJobs({
    store,
    calls: storage.jobCalls,
    clock: { now: () => 1_000, wall: () => at, boot: () => ({ numero }) as never },
    log: silent,
    handlers: { grabacion: async (one) => void done.push(one) },
    lookEveryMs,
  })
  await jobs.start()
  t.teardown(() => jobs.stop())
  return { done }
}

/** Another process makes this job, and is killed while it is at it. */
const killedAt = async (base: Base, dataDir: string, made: TrabajoGuardado) => {
  const script = new URL('./endless-job.ts', import.meta.url)
  const args = [script.pathname, dataDir, JSON.stringify(base), JSON.stringify(made)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  for await (const id of createInterface({ input: child.stdout })) if (id === made.id) child.kill('SIGKILL')
  await exited
}

/** A base whose Redis is its own. */
const openAlone = async (t: Test, shared: TestServers, begin: 'with Redis' | 'without Redis' = 'with Redis') => {
  const place = createPlace(t)
  await place.servers('start', 'redis')
  const { NODO_REDIS_URL: redisUrl = '' } = place.settings()
  if (begin === 'without Redis') await place.servers('stop', 'redis')
  const { storage } = await openServers(t, newBase(t, { ...shared, redisUrl }))
  return {
    place,
    redisUrl,
    storage,
    redisIs: (estado: string) => until(() => storage.parts().redis?.estado === estado),
  }
}

if (servers) {
  for (const where of ['in its folder', 'in another folder'])
    t.test(`what a process that was killed was at is done by the next one ${where} at once`, async (t) => {
      const [base, dataDir] = [newBase(t, servers), newFolder(t)]
      const one = job(account().id)
      await killedAt(base, dataDir, one)
      if (where === 'in another folder') await endLease(base)
      const { storage } = await openServers(t, base, where === 'in its folder' ? dataDir : newFolder(t))
      t.match(await storage.jobs.byId(one.id), { estado: 'en_curso', arriendo: 'arranque-1', intentos: 1 })
      const { boot } = await storage.boots.begin(60_000, at)
      const { done } = await workOff(t, storage, { boot: boot.numero, lookEveryMs: never })
      await until(async () => (await stateOf(storage, one.id)) === 'hecho')
      t.match(done, [{ id: one.id, arriendo: 'arranque-2', intentos: 1 }])
    })

  t.test('of two processes each is called while the other is at work', async (t) => {
    const space = randomUUID()
    const both = Promise.withResolvers<void>()
    const called: string[] = []
    const [here] = await Promise.all(
      ['here', 'there'].map(async (name) => {
        const redis = createRedis(servers.redisUrl, silent)
        const calls = createJobCalls(redis, () => space, silent)
        await redis.start()
        await calls.start()
        const take = async () => {
          if (called.push(name) === 2) both.resolve()
          await both.promise
        }
        const end = calls.follow(take, () => 0)
        t.teardown(async () => {
          await end()
          await clearRedis(redis.client, space)
          await calls.stop()
          await redis.stop()
        })
        return calls
      }),
    )
    for (let n = 0; n < 2; n++) here?.ring(0)
    await both.promise
    t.same(called.sort(), ['here', 'there'])
  })

  t.test('a job that is made while Redis is away is kept at once and found by the look', async (t) => {
    const { place, storage, redisIs } = await openAlone(t, servers)
    const { done } = await workOff(t, storage, { lookEveryMs: 50 })
    await place.servers('stop', 'redis')
    await redisIs('down')
    const [one, two] = [job(account().id), job(account().id)]
    for (const made of [one, two]) await storage.jobs.enqueue(made)
    await until(async () => (await stateOf(storage, two.id)) === 'hecho')
    t.same(
      done.map(({ id }) => id),
      [one.id, two.id],
    )
    t.match(storage.parts().redis?.motivo?.es, /trabajos/, 'status says what waits')
  })

  for (const begin of ['with Redis', 'without Redis'] as const)
    t.test(`a storage that began ${begin} calls again when it is back, and its end waits for nobody`, async (t) => {
      const { place, storage, redisIs } = await openAlone(t, servers, begin)
      const { taken, end, until: untilTaken } = followCalls(t, storage)
      if (begin === 'with Redis') await place.servers('stop', 'redis')
      await redisIs('down')
      await storage.jobs.enqueue(job(account().id))
      await place.servers('start', 'redis')
      await redisIs('ok')
      // Nobody was called to the first: only a look, or another call, finds it.
      const more = [job(account().id), job(account().id)]
      for (const one of more) await storage.jobs.enqueue(one)
      await untilTaken(2)
      await place.servers('stop', 'redis')
      await redisIs('down')
      await end()
      t.equal(taken.length, 2)
    })

  t.test('a Redis that is frozen holds nobody up who makes a job', async (t) => {
    const { place, storage, redisIs } = await openAlone(t, servers)
    const { until: untilTaken } = followCalls(t, storage)
    const pid = place.pidOf('redis')
    process.kill(pid, 'SIGSTOP')
    try {
      for (let n = 0; n < 20; n++) await storage.jobs.enqueue(job(account().id))
      t.equal(await storage.jobs.pending(), 20)
      t.equal(storage.parts().redis?.estado, 'ok', 'nobody has noticed yet')
      await redisIs('down')
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await redisIs('ok')
    await storage.jobs.enqueue(job(account().id))
    await untilTaken(1)
  })

  t.test('a Redis that lost all while a job was at work is called by again', async (t) => {
    const { redisUrl, storage } = await openAlone(t, servers)
    const redis = new Redis(redisUrl)
    t.teardown(() => redis.disconnect())
    const { counts, until: untilTaken } = followCalls(t, storage, async () => void (await redis.flushall()))
    for (const count of [1, 2, 3]) {
      await storage.jobs.enqueue(job(account().id))
      await untilTaken(count)
    }
    t.equal(counts().calls, 3)
  })

  t.test('while nothing is to be done nobody asks for jobs, however often Redis is waited on', async (t) => {
    const { redisUrl, storage } = await openAlone(t, servers)
    let asked = 0
    const lease: Storage['jobs']['lease'] = (...args) => {
      asked++
      return storage.jobs.lease(...args)
    }
    await workOff(t, storage, { lookEveryMs: never, store: { ...storage.jobs, lease } })
    const redis = new Redis(redisUrl)
    t.teardown(() => redis.disconnect())
    const waits = async () => Number(/cmdstat_bzpopmin:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0)
    await until(async () => (await waits()) >= 2)
    t.equal(asked, 1, 'the look of the start')
    const one = job(account().id)
    await storage.jobs.enqueue(one)
    await until(async () => (await stateOf(storage, one.id)) === 'hecho')
    t.equal(asked, 2)
    t.equal(await storage.jobs.lease(kinds, 'a', never, never), undefined)
  })

  t.test('a stop gives back what is at work, and leaves no entry held', async (t) => {
    const base = newBase(t, servers)
    const { storage } = await openServers(t, base)
    const redis = new Redis(base.redisUrl)
    t.teardown(() => redis.disconnect())
    const { end, until: untilTaken } = followCalls(t, storage, (id) => storage.jobs.release(id, 'a'))
    await storage.jobs.enqueue(job(account().id))
    await untilTaken(1)
    await end()
    const queue = `{${await storage.identity.nodoId()}}:trabajos`
    t.same(await redis.lrange(`${queue}:active`, 0, -1), [])
    t.equal(await redis.llen(`${queue}:wait`), 1)
  })
}
