import fc from 'fast-check'
import type { Test } from 'tap'
import type { ContentFilter } from '../../src/catalog/store.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { views } from './acts.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, at, content } from './records.ts'

const order = { orden: 'populares', publishedOnly: true } as const

const started = async (open: Open, t: Test) => {
  const { storage } = await open(t)
  await storage.boots.begin(60_000, at)
  const creator = account()
  await storage.accounts.create(creator)
  return { storage, creator }
}

/** Contents with how often each was seen. */
const publish = async (storage: Storage, creadorId: string, given: (Partial<Contenido> & { seen: number })[]) => {
  const contents = given.map(({ seen, ...fields }) => ({
    seen,
    of: content(creadorId, { estado: 'publicado', ...fields }),
  }))
  for (let i = 0; i < contents.length; i += 500)
    await storage.contents.createMany(contents.slice(i, i + 500).map(({ of }) => of))
  const celdas = contents.flatMap(({ seen, of }) => (seen > 0 ? views(of.id, seen).celdas : []))
  for (let i = 0; i < celdas.length; i += 500)
    await storage.views.add({ ...views('', 0), celdas: celdas.slice(i, i + 500) })
  await projected(storage)
  return contents
}
type Seen = Awaited<ReturnType<typeof publish>>

const pagesOf = async (storage: Storage, filter: ContentFilter, limit: number, between = async () => {}) => {
  const ids: string[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await storage.contents.page(filter, limit, cursor)
    ids.push(...rows.map(({ contenido }) => contenido.id))
    if (next === null) return ids
    cursor = next
    await between()
  }
}

/** The order by the plainest way there is: what was seen by how often and then id, then the rest newest first. */
const modelOf = (contents: Seen, isMeant: (one: Contenido) => boolean): string[] =>
  contents
    .filter(({ of }) => isMeant(of))
    .map(({ of, seen }) => ({ of, seen: of.estado === 'publicado' ? seen : 0 }))
    .sort(
      (a, b) =>
        b.seen - a.seen || (a.seen > 0 ? 0 : b.of.orden_nodo_ms - a.of.orden_nodo_ms) || (a.of.id < b.of.id ? 1 : -1),
    )
    .map(({ of }) => of.id)

/** What every family promises of lists in the order of what people see most. */
export const popularContract = (t: Test, open: Open) => {
  t.test('the most seen first, and what nobody saw behind it, newest first; filters and words hold', async (t) => {
    const { storage, creator } = await started(open, t)
    const all = await publish(storage, creator.id, [
      { titulo: 'son viejo', seen: 3, orden_nodo_ms: 1, categoria: 'música' },
      { titulo: 'son nuevo', seen: 0, orden_nodo_ms: 9, categoria: 'música' },
      { titulo: 'cuento', seen: 7, orden_nodo_ms: 2, region: 'MX-OAX' },
      { titulo: 'otro', seen: 0, orden_nodo_ms: 5, descripcion: 'un son' },
      { titulo: 'sin nada', seen: 3, orden_nodo_ms: 8 },
      { titulo: 'borrador', seen: 9, orden_nodo_ms: 7, estado: 'borrador', categoria: 'música' },
    ])
    const titles = async (filter: Partial<ContentFilter>) => {
      const { rows, total } = await storage.contents.page({ ...order, ...filter }, 10)
      t.equal(total, rows.length)
      return rows.map(({ contenido }) => contenido.titulo)
    }
    const tied = all.filter(({ seen }) => seen === 3).map(({ of }) => of)
    const tiedTitles = tied.sort((a, b) => (a.id < b.id ? 1 : -1)).map(({ titulo }) => titulo)
    t.same(await titles({}), ['cuento', ...tiedTitles, 'son nuevo', 'otro'])
    t.same(await titles({ publishedOnly: false }), ['cuento', ...tiedTitles, 'son nuevo', 'borrador', 'otro'])
    t.same(await titles({ categoria: 'música' }), ['son viejo', 'son nuevo'])
    t.same(await titles({ q: 'SON' }), ['son viejo', 'son nuevo', 'otro'])
    t.same(await titles({ q: 'son', categoria: 'música' }), ['son viejo', 'son nuevo'])
    t.same(await titles({ creador_id: creator.id, region: 'MX-OAX' }), ['cuento'])
    t.same(await titles({ q: '¿…?' }), [])
    t.same(await titles({ categoria: 'danza' }), [])
    const [, fresh] = all
    await storage.views.add(views(fresh?.of.id ?? '', 5))
    await projected(storage)
    t.same(await titles({ categoria: 'música' }), ['son nuevo', 'son viejo'])
    await storage.contents.change(fresh?.of.id ?? '', { estado: 'oculto' })
    await projected(storage)
    t.same(await titles({ categoria: 'música' }), ['son viejo'])
  })

  t.test('pages give all that stays once, while others come, go and are seen', async (t) => {
    const { storage, creator } = await started(open, t)
    const all = await publish(
      storage,
      creator.id,
      Array.from({ length: 15 }, (_, i) => ({ seen: i % 2 ? 1 + (i % 3) : 0, orden_nodo_ms: i % 4, idioma: 'es' })),
    )
    for (const filter of [{}, { idioma: 'es' }]) {
      const asked = { ...order, ...filter }
      const expected = modelOf(all, () => true)
      for (const limit of [1, 4, 7, 15, 16]) t.same(await pagesOf(storage, asked, limit), expected, `${limit} a page`)
      const passing: string[] = []
      const meanwhile = async () => {
        const [came] = await publish(storage, creator.id, [
          { seen: passing.length % 3, orden_nodo_ms: 9, idioma: 'es' },
        ])
        const before = passing.at(-1)
        if (before) await storage.contents.remove(before)
        passing.push(came?.of.id ?? '')
      }
      const seen = await pagesOf(storage, asked, 4, meanwhile)
      t.equal(new Set(seen).size, seen.length)
      t.same(
        seen.filter((id) => expected.includes(id)),
        expected,
      )
      await storage.contents.remove(passing.at(-1) ?? '')
      await projected(storage)
    }
  })

  t.test('a cursor holds in this order alone', async (t) => {
    const { storage, creator } = await started(open, t)
    await publish(storage, creator.id, [{ seen: 1 }, { seen: 0 }, { seen: 0 }])
    const page = (filter: Partial<ContentFilter>, cursor?: string) =>
      storage.contents.page({ ...order, ...filter }, 1, cursor)
    const [popular, newest] = [await page({}), await page({ orden: 'recientes' })]
    await t.rejects(page({}, newest.next ?? ''), { code: 'cursor_invalido' })
    await t.rejects(page({ orden: 'recientes' }, popular.next ?? ''), { code: 'cursor_invalido' })
    for (const cursor of ['', 'x', 'W10']) await t.rejects(page({ tipo: 'live' }, cursor), { code: 'cursor_invalido' })
  })

  t.test('whatever was seen and whatever is asked, the order is the plain one, page by page', async (t) => {
    const { storage, creator } = await started(open, t)
    const some = <T>(...values: T[]) => fc.constantFrom(...values)
    const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 })
    const given = fc.record({
      seen: fc.nat(3),
      titulo: some('la voz', 'son', 'la', ''),
      categoria: some(null, 'a', 'b'),
      region: some(null, 'a'),
      etiquetas: some([], ['x'], ['x', 'y']),
      estado: some('publicado' as const, 'publicado' as const, 'oculto' as const),
      orden_nodo_ms: fc.nat(3),
    })
    const question = fc.record({
      q: maybe(some('voz', 'la', 'son voz')),
      categoria: maybe(some('a', 'b')),
      region: maybe(some('a')),
      etiquetas: maybe(some(['x'], ['x', 'y'])),
      publishedOnly: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(given, { minLength: 1, maxLength: 14 }),
        fc.array(fc.tuple(question, fc.integer({ min: 1, max: 5 })), { minLength: 4, maxLength: 6 }),
        async (many, questions) => {
          const all = await publish(storage, creator.id, many)
          for (const [asked, limit] of questions) {
            const { q, categoria, region, etiquetas = [], publishedOnly } = asked
            const expected = modelOf(
              all,
              (one) =>
                (!publishedOnly || one.estado === 'publicado') &&
                (categoria === undefined || one.categoria === categoria) &&
                (region === undefined || one.region === region) &&
                etiquetas.every((label) => one.etiquetas.includes(label)) &&
                (q === undefined || q.split(' ').some((word) => one.titulo.split(' ').includes(word))),
            )
            const filter = { ...asked, orden: 'populares' as const }
            t.same(await pagesOf(storage, filter, limit), expected, JSON.stringify(asked))
          }
          for (const { of } of all) await storage.contents.remove(of.id)
        },
      ),
      { numRuns: 6 },
    )
  })

  t.test('among thousands the order is the plain one too, whether few or most of them are asked for', async (t) => {
    const { storage, creator } = await started(open, t)
    const all = await publish(
      storage,
      creator.id,
      Array.from({ length: 2_600 }, (_, i) => ({
        seen: i % 3 === 0 ? 1 + (i % 40) : 0,
        titulo: i % 7 ? 'la voz' : 'la',
        idioma: i % 9 ? 'es' : 'zap',
        region: i % 20 ? 'MX-OAX' : 'CO-CAU',
        orden_nodo_ms: Math.floor(i / 2),
      })),
    )
    const questions: [Partial<ContentFilter>, (one: Contenido) => boolean][] = [
      [{}, () => true],
      [{ idioma: 'es' }, ({ idioma }) => idioma === 'es'],
      [{ idioma: 'zap' }, ({ idioma }) => idioma === 'zap'],
      [{ region: 'MX-OAX', idioma: 'es' }, ({ region, idioma }) => region === 'MX-OAX' && idioma === 'es'],
      [{ region: 'MX-OAX', idioma: 'zap' }, ({ region, idioma }) => region === 'MX-OAX' && idioma === 'zap'],
      [{ q: 'voz' }, ({ titulo }) => titulo.includes('voz')],
      [{ q: 'la', region: 'MX-OAX' }, ({ region }) => region === 'MX-OAX'],
      [{ tipo: 'live', creador_id: creator.id }, () => true],
    ]
    for (const [asked, isMeant] of questions) {
      const expected = modelOf(all, isMeant)
      const found: string[] = []
      let cursor: string | undefined
      // Over the border between what was seen and what was not.
      for (const limit of [1, 7, 100, 750, 100, 2_000]) {
        const { rows, next, total } = await storage.contents.page({ ...order, ...asked }, limit, cursor)
        found.push(...rows.map(({ contenido }) => contenido.id))
        if (total !== undefined) t.equal(total, expected.length, `total of ${JSON.stringify(asked)}`)
        if (next === null) break
        cursor = next
      }
      t.same(found, expected, JSON.stringify(asked))
    }
  })
}
