import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { account, at, content, job, live } from './records.ts'
import { upload } from './uploads.ts'

const kinds = ['grabacion'] as const
/** Longer than any family takes to call: what is not heard by then never comes. */
const unheardMs = 60_000

/** Follows the calls, and takes a job at each: what it took, and whether nothing was there. Nobody looks otherwise. */
export const followCalls = (t: Test, { jobs, jobCalls }: Storage, perform = async (_id: string) => {}) => {
  const begun = performance.now()
  const now = () => Math.floor(performance.now() - begun)
  const taken: string[] = []
  let [calls, atOnce, mostAtOnce] = [0, 0, 0]
  const end = jobCalls.follow(async () => {
    calls++
    mostAtOnce = Math.max(mostAtOnce, ++atOnce)
    const found = await jobs.lease(kinds, 'a', now(), now() + 60_000)
    if (found) {
      taken.push(found.id)
      await perform(found.id)
    }
    atOnce--
  }, now)
  t.teardown(end)
  return {
    now,
    end,
    taken,
    counts: () => ({ calls, mostAtOnce }),
    until: async (count: number) => {
      const giveUp = now() + unheardMs
      while (taken.length < count) {
        if (now() > giveUp) throw new Error(`${taken.length} of ${count} jobs were called to`)
        await wait(5)
      }
    },
  }
}

/** What every family promises of calls to jobs. */
export const jobCallsContract = (t: Test, open: Open) => {
  t.test('who follows is called to each job that is made, to one at a time, in their order', async (t) => {
    const { storage } = await open(t)
    const { taken, counts, until } = followCalls(t, storage, () => wait(20))
    const given = [job(account().id), job(account().id), job(account().id)]
    for (const one of given) await storage.jobs.enqueue(one)
    await until(3)
    t.same(
      taken,
      given.map(({ id }) => id),
    )
    t.equal(counts().mostAtOnce, 1)
  })

  t.test('the end of a live, and of an upload, call to the job that comes of it', async (t) => {
    const { storage } = await open(t)
    const creator = account()
    await storage.accounts.create(creator)
    const [of, sent] = [content(creator.id), content(creator.id)]
    const one = live(of)
    await storage.lives.create(one, of)
    await storage.lives.goLive(one.id, at)
    const { taken, until } = followCalls(t, storage)
    const recording = job(one.id)
    await storage.lives.finish(one.id, at, { duracion_ms: 1, espectadores_max: 0 }, recording)
    await until(1)
    const given = upload(creator.id, { recibido_bytes: 1_000 })
    await storage.uploads.create(given)
    const rendition = job(sent.id)
    await storage.uploads.finish(given.id, sent, { job: rendition })
    await until(2)
    const whole = content(creator.id)
    const another = job(whole.id)
    await storage.contents.create(whole, { job: another })
    await until(3)
    t.same(taken, [recording.id, rendition.id, another.id])
  })

  t.test('what failed, waits, was given back or begins anew calls when it can be taken', async (t) => {
    const { storage } = await open(t)
    const { jobs } = storage
    const acts = [
      (id: string) => jobs.fail(id, 'a', 'error_interno', at, now() + 300),
      (id: string) => jobs.postpone(id, 'a', 'descarga_sin_espacio', now() + 300),
      (id: string) => jobs.release(id, 'a'),
      (id: string) => jobs.fail(id, 'a', 'sin_espacio', at),
    ]
    const { now, until, counts } = followCalls(t, storage, async (id) => {
      await acts.shift()?.(id)
    })
    const one = job(account().id)
    await jobs.enqueue(one)
    await until(4)
    while ((await jobs.byId(one.id))?.estado !== 'fallido') await wait(5)
    t.equal(counts().calls, 4, 'none of them in vain')
    await jobs.retry(one.id, now())
    await until(5)
    t.match(await jobs.byId(one.id), { estado: 'en_curso', intentos: 1 })
  })

  t.test('a job that is cancelled while it waits for its time is not taken', async (t) => {
    const { storage } = await open(t)
    const { jobs } = storage
    const failed = Promise.withResolvers<void>()
    const { now, taken, until } = followCalls(t, storage, async (id) => {
      if (id !== first.id) return
      await jobs.fail(id, 'a', 'error_interno', at, now() + 300)
      failed.resolve()
    })
    const [first, second] = [job(account().id), job(account().id)]
    await jobs.enqueue(first)
    await failed.promise
    t.match(await jobs.cancel(first.id, at), { estado: 'cancelado' })
    await jobs.enqueue({ ...second, disponible_nodo_ms: now() + 600 })
    await until(2)
    t.same(taken, [first.id, second.id])
    t.match(await jobs.byId(first.id), { estado: 'cancelado', intentos: 1 })
  })

  t.test('who stops following is not called any more, and what it gives back calls the next', async (t) => {
    const { storage } = await open(t)
    const { jobs } = storage
    const giveBack = Promise.withResolvers<void>()
    const first = followCalls(t, storage, async (id) => {
      await giveBack.promise
      await jobs.release(id, 'a')
    })
    const one = job(account().id)
    await jobs.enqueue(one)
    await first.until(1)
    const ended = first.end()
    giveBack.resolve()
    await ended
    const second = followCalls(t, storage)
    // In a box of one process nobody was there to be called.
    await jobs.enqueue(job(account().id))
    await second.until(1)
    t.same([first.taken, second.taken[0]], [[one.id], one.id])
    t.equal(first.counts().calls, 1)
  })
}
