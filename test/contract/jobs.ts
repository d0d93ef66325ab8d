import type { Test } from 'tap'
import type { Open } from './opened.ts'
import { account, at, job } from './records.ts'

const kinds = ['grabacion'] as const

/** What every family promises of jobs. */
export const jobsContract = (t: Test, open: Open) => {
  t.test('free jobs are leased to one each of many who ask, the oldest first', async (t) => {
    const { storage } = await open(t)
    const [first, second] = [job(account().id), job(account().id)]
    await storage.jobs.enqueue(first)
    await storage.jobs.enqueue(second)
    const leased = await Promise.all(['a', 'b', 'c'].map((holder) => storage.jobs.lease(kinds, holder, 100, 200)))
    const got = leased.filter((job) => job !== undefined)
    t.same(new Set(got.map(({ id }) => id)), new Set([first.id, second.id]))
    t.equal(new Set(got.map(({ arriendo }) => arriendo)).size, 2)
    for (const job of got) t.match(job, { estado: 'en_curso', vence_nodo_ms: 200, intentos: 1 })
    t.equal(await storage.jobs.pending(), 2)
    const [older, newer] = [job(account().id), job(account().id)]
    await storage.jobs.enqueue(older)
    await storage.jobs.enqueue(newer)
    t.match(await storage.jobs.lease(kinds, 'd', 100, 200), { id: older.id, arriendo: 'd' })
  })

  t.test('they are listed the newest first, all of them or those in a state, page by page', async (t) => {
    const { storage } = await open(t)
    const made = Array.from({ length: 5 }, (_, i) => job(account().id, { estado: i % 2 ? 'fallido' : 'hecho' }))
    for (const one of made) await storage.jobs.enqueue(one)
    const listed = async (filter: { estado?: 'fallido' | 'hecho' }, limit: number) => {
      const ids: string[] = []
      let cursor: string | undefined
      do {
        const { rows, next } = await storage.jobs.page(filter, limit, cursor)
        ids.push(...rows.map(({ id }) => id))
        cursor = next ?? undefined
      } while (cursor)
      return ids
    }
    const newest = made.map(({ id }) => id).toReversed()
    for (const limit of [1, 2, 5, 9]) t.same(await listed({}, limit), newest)
    t.same(await listed({ estado: 'fallido' }, 1), [made[3]?.id, made[1]?.id])
    await t.rejects(storage.jobs.page({}, 1, 'x'), { code: 'cursor_invalido' })
  })

  t.test('a lease that ended passes to the next, and the first holder is told', async (t) => {
    const { storage } = await open(t)
    const one = job(account().id)
    await storage.jobs.enqueue(one)
    await storage.jobs.lease(kinds, 'a', 100, 200)
    t.equal(await storage.jobs.renew(one.id, 'a', 0.5, 300), true)
    t.equal(await storage.jobs.lease(kinds, 'b', 299, 400), undefined)
    t.match(await storage.jobs.lease(kinds, 'b', 300, 400), { id: one.id, progreso: 0.5, intentos: 2 })
    t.equal(await storage.jobs.renew(one.id, 'a', 0.9, 500), false)
    await storage.jobs.succeed(one.id, 'a', at)
    t.match(await storage.jobs.byId(one.id), { estado: 'en_curso', arriendo: 'b' })
    await storage.jobs.succeed(one.id, 'b', at)
    t.match(await storage.jobs.byId(one.id), { estado: 'hecho', progreso: 1, terminado_en: at, arriendo: null })
    t.equal(await storage.jobs.pending(), 0)
  })

  t.test('a failed attempt waits for its time; without one it failed for good', async (t) => {
    const { storage } = await open(t)
    const one = job(account().id)
    await storage.jobs.enqueue(one)
    await storage.jobs.lease(kinds, 'a', 0, 100)
    t.equal(await storage.jobs.fail(one.id, 'b', 'sin_espacio', at), false)
    t.equal(await storage.jobs.fail(one.id, 'a', 'error_interno', at, 500), true)
    t.match(await storage.jobs.byId(one.id), { estado: 'pendiente', error: 'error_interno', terminado_en: null })
    t.equal(await storage.jobs.lease(kinds, 'a', 499, 600), undefined)
    t.match(await storage.jobs.lease(kinds, 'a', 500, 600), { intentos: 2, error: null })
    await storage.jobs.fail(one.id, 'a', 'sin_espacio', at)
    t.match(await storage.jobs.byId(one.id), { estado: 'fallido', error: 'sin_espacio', terminado_en: at })
    t.equal(await storage.jobs.lease(kinds, 'a', 9_999, 10_000), undefined)
  })

  t.test('a lease that is given back costs no attempt', async (t) => {
    const { storage } = await open(t)
    const one = job(account().id)
    await storage.jobs.enqueue(one)
    await storage.jobs.lease(kinds, 'a', 0, 100)
    await storage.jobs.release(one.id, 'a')
    t.match(await storage.jobs.byId(one.id), { estado: 'pendiente', arriendo: null, intentos: 0 })
    t.match(await storage.jobs.lease(kinds, 'b', 1, 100), { id: one.id })
  })

  t.test('a job that is put off keeps what it waits for and costs no attempt', async (t) => {
    const { storage } = await open(t)
    const one = job(account().id)
    await storage.jobs.enqueue(one)
    await storage.jobs.lease(kinds, 'a', 0, 100)
    await storage.jobs.renew(one.id, 'a', 0.5, 100)
    await storage.jobs.postpone(one.id, 'b', 'error_interno', 900)
    await storage.jobs.postpone(one.id, 'a', 'descarga_sin_espacio', 500)
    t.match(await storage.jobs.byId(one.id), {
      estado: 'pendiente',
      error: 'descarga_sin_espacio',
      intentos: 0,
      progreso: 0,
    })
    t.equal(await storage.jobs.lease(kinds, 'a', 499, 600), undefined)
    t.match(await storage.jobs.lease(kinds, 'a', 500, 600), { intentos: 1, error: null })
  })

  t.test('a new boot frees what earlier ones held; after ten kills the job is given up', async (t) => {
    const { storage } = await open(t)
    const one = job(account().id)
    await storage.jobs.enqueue(one)
    for (let kill = 1; kill < 10; kill++) {
      await storage.jobs.lease(kinds, 'a', 0, 1_000_000)
      await storage.boots.begin(60_000, at)
      t.match(await storage.jobs.byId(one.id), { estado: 'pendiente', intentos: 0 })
    }
    await storage.jobs.lease(kinds, 'a', 0, 1_000_000)
    await storage.boots.begin(60_000, at)
    t.match(await storage.jobs.byId(one.id), { estado: 'fallido', error: 'trabajo_dejado' })
  })

  t.test('a job is cancelled while it waits or is at work, and what is over stays as it is', async (t) => {
    const { storage } = await open(t)
    const one = job(account().id)
    t.equal(await storage.jobs.cancel(one.id, at), undefined, 'one that is not there')
    await storage.jobs.enqueue(one)
    await storage.jobs.lease(kinds, 'a', 0, 100)
    t.match(await storage.jobs.cancel(one.id, at), {
      id: one.id,
      estado: 'cancelado',
      terminado_en: at,
      arriendo: null,
    })
    t.equal(await storage.jobs.renew(one.id, 'a', 0.5, 200), false)
    await storage.jobs.release(one.id, 'a')
    t.equal(await storage.jobs.fail(one.id, 'a', 'error_interno', at), false)
    t.equal(await storage.jobs.lease(kinds, 'b', 9_999, 10_000), undefined)
    t.equal(await storage.jobs.cancel(one.id, at + 1), undefined)
    t.match(await storage.jobs.byId(one.id), { estado: 'cancelado', terminado_en: at, error: null })
    t.equal(await storage.jobs.pending(), 0)

    const done = job(account().id)
    await storage.jobs.enqueue(done)
    await storage.jobs.lease(kinds, 'a', 0, 100)
    await storage.jobs.succeed(done.id, 'a', at)
    t.equal(await storage.jobs.cancel(done.id, at), undefined)
    t.equal(await storage.jobs.retry(done.id, 0), undefined)
    t.match(await storage.jobs.byId(done.id), { estado: 'hecho' })
  })

  t.test('what failed or was cancelled begins anew with all its attempts', async (t) => {
    const { storage } = await open(t)
    const one = job(account().id)
    await storage.jobs.enqueue(one)
    t.equal(await storage.jobs.retry(one.id, 0), undefined, 'what waits needs none')
    await storage.jobs.lease(kinds, 'a', 0, 100)
    await storage.jobs.renew(one.id, 'a', 0.5, 100)
    await storage.jobs.fail(one.id, 'a', 'error_interno', at)
    const fresh = { estado: 'pendiente', progreso: 0, error: null, terminado_en: null, intentos: 0 }
    t.match(await storage.jobs.retry(one.id, 700), { id: one.id, ...fresh, disponible_nodo_ms: 700 })
    t.equal(await storage.jobs.lease(kinds, 'a', 699, 800), undefined)
    t.match(await storage.jobs.lease(kinds, 'a', 700, 800), { id: one.id, intentos: 1 })
    await storage.jobs.cancel(one.id, at)
    t.match(await storage.jobs.retry(one.id, 800), fresh)
  })

  t.test('an object answers with its newest job', async (t) => {
    const { storage } = await open(t)
    const object = account().id
    const [old, fresh] = [job(object), job(object)]
    await storage.jobs.enqueue(old)
    await storage.jobs.enqueue(fresh)
    t.equal((await storage.jobs.ofObject(object))?.id, fresh.id)
    t.equal(await storage.jobs.ofObject(account().id), undefined)
  })
}
