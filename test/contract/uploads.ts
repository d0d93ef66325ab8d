import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { Subida } from '../../src/model/subida.ts'
import type { Open } from './opened.ts'
import { account, at, content, job } from './records.ts'

export const upload = (usuarioId: string, given: Partial<Subida> = {}): Subida => ({
  id: newId(at),
  usuario_id: usuarioId,
  metadatos: { filename: 'fandango «final».mp4', titulo: 'Fandango' },
  tamano_bytes: 1_000,
  recibido_bytes: 0,
  creada_en: at,
  vence_nodo_ms: 5_000,
  contenido_id: null,
  ...given,
})

const withCreator = async (open: Open, t: Test) => {
  const opened = await open(t)
  const creator = account()
  await opened.storage.accounts.create(creator)
  return { ...opened, uploads: opened.storage.uploads, ana: creator.id }
}

/** What every family promises of uploads that go on where they were cut. */
export const uploadsContract = (t: Test, open: Open) => {
  t.test('an upload goes on from where it stands, lives on with it, and from nowhere else', async (t) => {
    const { uploads, diario, ana } = await withCreator(open, t)
    const before = await diario()
    const given = upload(ana, { tamano_bytes: 5e12 })
    await uploads.create(given)
    t.strictSame(await uploads.byId(given.id), given)
    t.strictSame(await uploads.advance(given.id, 0, 4e12, 9_000), {
      ...given,
      recibido_bytes: 4e12,
      vence_nodo_ms: 9_000,
    })
    t.equal(await uploads.advance(given.id, 0, 10, 9_999), undefined, 'another had written that')
    t.equal(await uploads.advance(given.id, 4e12, 5e12 + 1, 9_999), undefined, 'so much was not announced')
    t.equal(await uploads.advance(newId(at), 0, 10, 9_999), undefined)
    t.match(await uploads.byId(given.id), { recibido_bytes: 4e12, vence_nodo_ms: 9_000 })
    t.same(await diario(), before, 'and no log tells of it')
  })

  t.test(
    'what arrived whole becomes one content, with its job, however often and by whomever it is asked',
    async (t) => {
      const { storage, uploads, ana } = await withCreator(open, t)
      const given = upload(ana)
      await uploads.create(given)
      await uploads.advance(given.id, 0, 999, 9_000)
      await t.rejects(uploads.finish(given.id, content(ana)), { code: 'subida_incompleta' })
      await uploads.advance(given.id, 999, 1_000, 9_000)
      const contents = Array.from({ length: 10 }, () => content(ana))
      const finished = await Promise.all(contents.map((one) => uploads.finish(given.id, one, { job: job(one.id) })))
      const [id, ...others] = new Set(finished.map(({ contenido_id }) => contenido_id))
      t.same(others, [])
      for (const one of contents)
        t.equal((await storage.contents.byId(one.id))?.contenido.id, one.id === id ? id : undefined)
      t.equal(await storage.jobs.pending(), 1)
      t.match(await storage.jobs.ofObject(id ?? ''), { objeto_id: id })
      t.match(await uploads.byId(given.id), { contenido_id: id })
      t.equal(await uploads.advance(given.id, 1_000, 1_000, 99_000), undefined, 'nothing more comes to it')
      await t.rejects(uploads.finish(newId(at), content(ana)), { code: 'subida_no_encontrada' })
    },
  )

  t.test('a content that cannot be made leaves its upload as it was', async (t) => {
    const { storage, uploads, ana } = await withCreator(open, t)
    const taken = content(ana)
    await storage.contents.createMany([taken])
    const given = upload(ana, { recibido_bytes: 1_000 })
    await uploads.create(given)
    await t.rejects(uploads.finish(given.id, taken, { job: job(taken.id) }))
    t.strictSame(await uploads.byId(given.id), given)
    t.equal(await storage.jobs.pending(), 0)
  })

  t.test('what is expired is listed, the longest first, and goes unless it went on meanwhile', async (t) => {
    const { uploads, ana } = await withCreator(open, t)
    const made = [30, 10, 20, 40].map((vence_nodo_ms) => upload(ana, { vence_nodo_ms }))
    for (const one of made) await uploads.create(one)
    const expired = async (now: number, limit = 10) =>
      (await uploads.expired(now, limit)).map(({ vence_nodo_ms }) => vence_nodo_ms)
    t.same(await expired(9), [])
    t.same(await expired(30), [10, 20, 30])
    t.same(await expired(30, 2), [10, 20])
    const [first, second, third] = made.map(({ id }) => id) as [string, string, string]
    await uploads.advance(first, 0, 5, 90)
    t.equal(await uploads.remove(first, 30), false)
    t.equal(await uploads.remove(second, 30), true)
    t.equal(await uploads.remove(second, 30), false)
    t.same(await expired(100), [20, 40, 90])
    t.equal(await uploads.remove(third), true, 'whoever began it may end it at any time')
    t.equal(await uploads.byId(third), undefined)
  })

  t.test('of many who write one upload at once, each byte is written by one', async (t) => {
    const { uploads, ana } = await withCreator(open, t)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 2, maxLength: 6 }), async (sizes) => {
        const { id } = upload(ana)
        await uploads.create({ ...upload(ana), id })
        let written = 0
        const writers = sizes.map(async (size) => {
          for (;;) {
            const { recibido_bytes: from = 0, tamano_bytes: whole = 0 } = (await uploads.byId(id)) ?? {}
            if (from === whole) return
            const to = Math.min(whole, from + size)
            if (await uploads.advance(id, from, to, 9_000)) written += to - from
          }
        })
        await Promise.all(writers)
        t.equal(written, 1_000)
      }),
      { numRuns: 8 },
    )
  })
}
