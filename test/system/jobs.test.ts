import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { NodoError } from '../../src/errors.ts'
import type { TrabajoGuardado } from '../../src/model/trabajo.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { createJobs, type JobHandler } from '../../src/system/jobs.ts'
import { account, at, content, job, live } from '../contract/records.ts'
import { openEmbedded, silent } from '../storage/base.ts'

mock.timers.enable({ apis: ['setInterval'] })
t.teardown(() => mock.timers.reset())

/** Jobs over real storage; node time stands until a test moves it. */
const open = async (t: Test, grabacion: JobHandler) => {
  const failures: string[] = []
  const { storage } = await openEmbedded(t)
  const { boot } = await storage.boots.begin(60_000, at)
  let now = 1_000
  let take = async (): Promise<unknown> => undefined
  const clock = { now: () => now, wall: () => at, boot: () => boot }
  const jobs = createJobs({
    store: storage.jobs,
    calls: {
      follow: (called, nowNodoMs) => {
        take = called
        return storage.jobCalls.follow(called, nowNodoMs)
      },
    },
    clock,
    log: { ...silent, error: (_fields, text) => failures.push(text) },
    handlers: { grabacion },
  })
  t.teardown(() => jobs.stop())
  return {
    jobs,
    storage,
    failures,
    store: storage.jobs,
    clock,
    advance: (ms: number) => {
      now += ms
      void take()
    },
    enqueue: async (given: Partial<TrabajoGuardado> = {}) => {
      const one = job(account().id, given)
      await storage.jobs.enqueue(one)
      return one.id
    },
    until: async (id: string, is: (found: TrabajoGuardado) => boolean) => {
      for (;;) {
        const found = await storage.jobs.byId(id)
        if (found && is(found)) return found
        await turn()
      }
    },
  }
}

const inState = (estado: TrabajoGuardado['estado']) => (found: TrabajoGuardado) => found.estado === estado
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.throwIfAborted()
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

t.test('jobs are done one at a time, in the order in which they came', async (t) => {
  const done: string[] = []
  let atOnce = 0
  const { jobs, enqueue, until } = await open(t, async ({ id }) => {
    atOnce++
    await turn()
    if (atOnce === 1) done.push(id)
    atOnce--
  })
  const ids = [await enqueue(), await enqueue(), await enqueue()]
  await jobs.start()
  t.match(await until(ids[2] ?? '', inState('hecho')), { progreso: 1, terminado_en: at, intentos: 1 })
  t.same(done, ids)
  const later = await enqueue()
  await until(later, inState('hecho'))
})

t.test('a job that fails is tried three times, each after its wait, and then says why', async (t) => {
  let tries = 0
  const { jobs, enqueue, until, advance } = await open(t, async () => {
    tries++
    if (tries === 1) throw new Error('/ruta/interna')
    throw new NodoError('sin_espacio')
  })
  await jobs.start()
  const id = await enqueue()
  const first = await until(id, ({ estado, intentos }) => estado === 'pendiente' && intentos === 1)
  t.equal(first.error, 'error_interno', 'what nobody foresaw is told in the log alone')
  advance(first.disponible_nodo_ms - 1_000)
  const second = await until(id, ({ estado, intentos }) => estado === 'pendiente' && intentos === 2)
  t.ok(second.disponible_nodo_ms > first.disponible_nodo_ms)
  advance(1_000_000)
  t.match(await until(id, inState('fallido')), { error: 'sin_espacio', intentos: 3, terminado_en: at })
  t.equal(tries, 3)
})

t.test(
  'a job whose failure would come again is not tried again, and an attempt knows when it is the last',
  async (t) => {
    const last: boolean[] = []
    const { jobs, enqueue, until } = await open(t, async (_job, context) => {
      last.push(context.last)
      throw new NodoError('medio_ilegible', { hopeless: true })
    })
    await jobs.start()
    t.match(await until(await enqueue(), inState('fallido')), { error: 'medio_ilegible', intentos: 1 })
    await until(await enqueue({ intentos: 2 }), inState('fallido'))
    t.same(last, [false, true])
  },
)

t.test('a job that has to wait is tried as often as it takes, and says what it waits for', async (t) => {
  let tries = 0
  const { jobs, enqueue, until, advance } = await open(t, async () => {
    if (++tries < 5) throw new NodoError('descarga_sin_espacio', { retryAfterS: 30 })
  })
  await jobs.start()
  const id = await enqueue()
  let available = 0
  for (let attempt = 1; attempt < 5; attempt++) {
    const waits = await until(id, (found) => found.estado === 'pendiente' && found.disponible_nodo_ms > available)
    t.match(waits, { error: 'descarga_sin_espacio', intentos: 0 })
    available = waits.disponible_nodo_ms
    advance(30_000)
  }
  t.match(await until(id, inState('hecho')), { error: null, intentos: 1 })
})

t.test('a job that failed twice and then succeeds is done', async (t) => {
  let tries = 0
  const { jobs, enqueue, until, advance } = await open(t, async () => {
    if (++tries < 3) throw new Error('todavía no')
  })
  await jobs.start()
  const id = await enqueue()
  for (const attempt of [1, 2]) {
    await until(id, ({ estado, intentos }) => estado === 'pendiente' && intentos === attempt)
    advance(1_000_000)
  }
  t.match(await until(id, inState('hecho')), { error: null, intentos: 3 })
})

t.test('while a job is at work its lease is renewed and its progress kept', async (t) => {
  const finish = Promise.withResolvers<void>()
  const { jobs, enqueue, until, advance } = await open(t, async (_job, { progress }) => {
    progress(0.25)
    progress(7)
    progress(0.5)
    await finish.promise
  })
  await jobs.start()
  const id = await enqueue()
  const leased = await until(id, inState('en_curso'))
  advance(10_000)
  mock.timers.tick(10_000)
  const renewed = await until(id, ({ progreso }) => progreso === 0.5)
  t.equal(renewed.vence_nodo_ms, (leased.vence_nodo_ms ?? 0) + 10_000)
  finish.resolve()
  await until(id, inState('hecho'))
})

t.test('a job whose lease went to another is let go of and left alone', async (t) => {
  const letGo = Promise.withResolvers<void>()
  const { jobs, store, enqueue, until, advance, clock } = await open(t, async (_job, { signal }) => {
    await aborted(signal).catch((reason) => {
      letGo.resolve()
      throw reason
    })
  })
  await jobs.start()
  const id = await enqueue()
  await until(id, inState('en_curso'))
  advance(30_000)
  t.match(await store.lease(['grabacion'], 'otro', clock.now(), clock.now() + 30_000), { id })
  mock.timers.tick(10_000)
  await letGo.promise
  await jobs.stop()
  t.match(await store.byId(id), { estado: 'en_curso', arriendo: 'otro', intentos: 2 })
})

t.test('stop ends the job at work, waits for it, and gives it back without costing an attempt', async (t) => {
  let ended = false
  const { jobs, store, enqueue, until } = await open(t, async (_job, { signal }) => {
    try {
      await aborted(signal)
    } finally {
      await turn()
      ended = true
    }
  })
  await jobs.start()
  const id = await enqueue()
  await until(id, inState('en_curso'))
  await jobs.stop()
  t.ok(ended)
  t.match(await store.byId(id), { estado: 'pendiente', arriendo: null, intentos: 0, error: null })
})

/** A live that is over, and its content. */
const ended = async ({ lives }: Storage) => {
  const of = content(account().id)
  const { id } = live(of)
  await lives.create(live(of, { id }), of)
  await lives.goLive(id, at)
  await lives.finish(id, at, { duracion_ms: 1, espectadores_max: 0 })
  return { live: id, content: of.id }
}

for (const what of ['its own', 'of what it is about'] as const)
  t.test(`a job that is abandoned by the id ${what} ends at once, and another goes on`, async (t) => {
    const letGo = Promise.withResolvers<void>()
    const { jobs, store, enqueue, until, failures } = await open(t, async (_job, { signal }) => {
      await aborted(signal).catch((reason) => {
        letGo.resolve()
        throw reason
      })
    })
    await jobs.start()
    const id = await enqueue()
    const { objeto_id } = await until(id, inState('en_curso'))
    jobs.abandon(account().id)
    await store.cancel(id, at)
    jobs.abandon(what === 'its own' ? id : objeto_id)
    await letGo.promise
    await until(await enqueue(), inState('en_curso'))
    t.match(await store.byId(id), { estado: 'cancelado', terminado_en: at })
    t.same(failures, [])
  })

t.test('a job that fails because what it was about is gone is no failure', async (t) => {
  const lost = Promise.withResolvers<never>()
  let first = ''
  const { jobs, storage, enqueue, until, failures } = await open(t, ({ id }) =>
    id === first ? lost.promise : Promise.resolve(),
  )
  const of = await ended(storage)
  first = await enqueue({ objeto_id: of.live })
  await jobs.start()
  await until(first, inState('en_curso'))
  await storage.contents.remove(of.content)
  lost.reject(new Error('ENOENT: no such file or directory'))
  await until(await enqueue(), inState('hecho'))
  t.equal(await storage.jobs.byId(first), undefined)
  t.same(failures, [])
})

t.test('what a killed process was at is taken up by the next boot at once', async (t) => {
  const { storage } = await openEmbedded(t)
  await storage.boots.begin(60_000, at)
  const one = job(account().id)
  await storage.jobs.enqueue(one)
  await storage.jobs.lease(['grabacion'], 'arranque-1', 0, 1_000_000_000)
  const { boot } = await storage.boots.begin(60_000, at)
  const seen = Promise.withResolvers<TrabajoGuardado>()
  const jobs = createJobs({
    store: storage.jobs,
    calls: storage.jobCalls,
    clock: { now: () => 60_000, wall: () => at, boot: () => boot },
    log: silent,
    handlers: { grabacion: async (leased) => seen.resolve(leased) },
  })
  await jobs.start()
  t.match(await seen.promise, { id: one.id, arriendo: 'arranque-2', intentos: 1 })
  await jobs.stop()
})

t.test('storage that is away for a while ends nothing', async (t) => {
  const { storage } = await openEmbedded(t)
  const { boot } = await storage.boots.begin(60_000, at)
  const done = Promise.withResolvers<void>()
  let away = true
  const jobs = createJobs({
    store: {
      ...storage.jobs,
      lease: (...args) =>
        away
          ? Promise.reject(new NodoError('servicio_no_disponible', { retryAfterS: 2 }))
          : storage.jobs.lease(...args),
    },
    calls: storage.jobCalls,
    clock: { now: () => 1_000, wall: () => at, boot: () => boot },
    log: silent,
    handlers: { grabacion: async () => done.resolve() },
    lookEveryMs: 10,
  })
  await jobs.start()
  await storage.jobs.enqueue(job(account().id))
  await turn()
  away = false
  await done.promise
  await jobs.stop()
})
