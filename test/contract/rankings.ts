import fc from 'fast-check'
import type { Test } from 'tap'
import type { RankingFilter } from '../../src/analytics/ranking-store.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import { naturalId } from '../../src/model/ids.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { views } from './acts.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, at, content } from './records.ts'

const started = async (open: Open, t: Test) => {
  const opened = await open(t)
  await opened.storage.boots.begin(60_000, at)
  const eva = account()
  await opened.storage.accounts.create(eva)
  return { ...opened, eva }
}

/** A whole ranking, whatever its pages, as content and score. */
export const rankingOf = async ({ rankings }: Storage, filter: RankingFilter, limit = 100) => {
  const places: [string, number][] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await rankings.page(filter, limit, cursor)
    places.push(...rows.map(({ contenido_id, puntaje }): [string, number] => [contenido_id, puntaje]))
    if (next === null) return places
    cursor = next
  }
}

/** What every family promises of who is seen most. */
export const rankingsContract = (t: Test, open: Open) => {
  t.test('the most seen first, of all and of each category, region and kind, and of several at once', async (t) => {
    const { storage, eva } = await started(open, t)
    const published = { estado: 'publicado', tipo: 'audio' } as const
    const song = content(eva.id, { ...published, categoria: 'música', region: 'MX-OAX' })
    const tale = content(eva.id, { ...published, categoria: 'cuentos', region: 'MX-OAX', tipo: 'video' })
    const far = content(eva.id, { ...published, categoria: 'música', region: 'MX-VER' })
    const plain = content(eva.id, published)
    const draft = content(eva.id, { estado: 'borrador', categoria: 'música' })
    const unseen = content(eva.id, { ...published, categoria: 'música' })
    await storage.contents.createMany([song, tale, far, plain, draft, unseen])
    for (const [one, seen] of [
      [song, 3],
      [tale, 5],
      [far, 4],
      [plain, 1],
      [draft, 9],
    ] as const)
      await storage.views.add(views(one.id, seen))
    await storage.views.add(views(song.id, 3, { region: 'MX-VER', hora_arranque: 2 }))
    await storage.views.add(views(unseen.id, 0))
    await projected(storage)
    t.same(await rankingOf(storage, {}), [
      [song.id, 6],
      [tale.id, 5],
      [far.id, 4],
      [plain.id, 1],
    ])
    t.same(await rankingOf(storage, { categoria: 'música' }), [
      [song.id, 6],
      [far.id, 4],
    ])
    t.same(await rankingOf(storage, { region: 'MX-OAX' }), [
      [song.id, 6],
      [tale.id, 5],
    ])
    t.same(await rankingOf(storage, { tipo: 'video' }), [[tale.id, 5]])
    t.same(await rankingOf(storage, { categoria: 'música', region: 'MX-OAX', tipo: 'audio' }), [[song.id, 6]])
    t.same(await rankingOf(storage, { categoria: 'danza' }), [])

    await storage.contents.change(draft.id, { estado: 'publicado' })
    await storage.contents.change(song.id, { categoria: 'son', region: null })
    await storage.contents.change(far.id, { estado: 'oculto' })
    await storage.contents.remove(tale.id)
    await projected(storage)
    t.same(await rankingOf(storage, {}), [
      [draft.id, 9],
      [song.id, 6],
      [plain.id, 1],
    ])
    t.same(await rankingOf(storage, { categoria: 'música' }), [[draft.id, 9]])
    t.same(await rankingOf(storage, { categoria: 'son' }), [[song.id, 6]])
    t.same(await rankingOf(storage, { region: 'MX-OAX' }), [])
  })

  t.test('pages follow one another, also among those seen as often, and while others rise', async (t) => {
    const { storage, eva } = await started(open, t)
    const works = Array.from({ length: 25 }, (_, i) =>
      content(eva.id, { estado: 'publicado', categoria: i % 2 ? 'una' : 'otra', region: 'MX-OAX' }),
    )
    await storage.contents.createMany(works)
    for (const [i, one] of works.entries()) await storage.views.add(views(one.id, 1 + (i % 3)))
    await projected(storage)
    const expected = works
      .map(({ id }, i): [string, number] => [id, 1 + (i % 3)])
      .sort(([a, one], [b, other]) => other - one || (a < b ? 1 : -1))
    for (const limit of [1, 4, 8, 25, 26]) t.same(await rankingOf(storage, {}, limit), expected, `${limit} a page`)
    const isOne = ([id]: [string, number]) => works.findIndex((one) => one.id === id) % 2 === 1
    t.same(await rankingOf(storage, { categoria: 'una', region: 'MX-OAX' }, 3), expected.filter(isOne))

    const { rows, next } = await storage.rankings.page({}, 10)
    const last = rows.at(-1)!
    await storage.views.add(views(last.contenido_id, 100))
    await projected(storage)
    t.same(
      (await storage.rankings.page({}, 100, next!)).rows.map(({ contenido_id }) => contenido_id),
      expected.slice(10).map(([id]) => id),
    )
    await t.rejects(storage.rankings.page({}, 10, 'ajeno'), { code: 'cursor_invalido' })
  })

  t.test('views count whatever came first, and a copy from elsewhere that comes twice counts once', async (t) => {
    const { storage, eva } = await started(open, t)
    const song = content(eva.id, { estado: 'publicado' })
    await storage.views.add(views(song.id, 2))
    await projected(storage)
    await storage.contents.createMany([song])
    await projected(storage)
    t.same(await rankingOf(storage, {}), [[song.id, 2]])
    const soon = content(eva.id, { estado: 'publicado' })
    await storage.views.add(views(soon.id, 1))
    await storage.contents.createMany([soon])
    await projected(storage)
    t.same(await rankingOf(storage, {}), [
      [song.id, 2],
      [soon.id, 1],
    ])
    await storage.contents.remove(soon.id)
    const boot = { nodo_id: naturalId('nodo', 'otro'), epoca: 1, arranque: 3 }
    const copy = {
      arranques: [{ ...boot, desde_en: at }],
      celdas: [{ ...boot, hora_arranque: 0, ...views(song.id, 5).celdas[0]!, lamport: 4 }],
    }
    await storage.views.merge(copy)
    await storage.views.merge(copy)
    await storage.views.add(views(song.id, 1))
    await projected(storage)
    t.same(await rankingOf(storage, {}), [[song.id, 8]])
  })

  t.test('whatever is done, at the same time too, a ranking is the views of what is published', async (t) => {
    const step = fc.record({
      what: fc.constantFrom('see', 'see', 'publish', 'hide', 'move', 'remove', 'make'),
      which: fc.nat(3),
      n: fc.nat(4),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), fc.boolean(), async (steps, together) => {
        const { storage, eva } = await started(open, t)
        const works = Array.from({ length: 4 }, () => content(eva.id, { estado: 'publicado', categoria: 'c0' }))
        await storage.contents.createMany(works)
        const act = ({ what, which, n }: (typeof steps)[number]): Promise<unknown> => {
          const { id } = works[which]!
          if (what === 'see') return storage.views.add(views(id, n, { hora_arranque: n }))
          if (what === 'remove') return storage.contents.remove(id)
          if (what === 'make') return storage.contents.createMany([works[which]!])
          const change: Partial<Contenido> =
            what === 'move'
              ? { categoria: `c${n}`, region: n % 2 ? `r${n}` : null }
              : { estado: what === 'hide' ? 'oculto' : 'publicado' }
          return storage.contents.change(id, change)
        }
        const acts = steps.map((one) => () => act(one).catch(() => undefined))
        if (together) await Promise.all(acts.map((one) => one()))
        else for (const one of acts) await one()
        await projected(storage)

        const sums = new Map(
          (await storage.views.sum({}, 'contenido')).map(({ clave, vistas }) => [String(clave), vistas]),
        )
        const found = await storage.contents.byIds(works.map(({ id }) => id))
        const expected = (filter: RankingFilter) =>
          found
            .filter(({ contenido }) => contenido.estado === 'publicado' && sums.get(contenido.id))
            .filter(({ contenido }) =>
              Object.entries(filter).every(([key, value]) => contenido[key as 'region'] === value),
            )
            .map(({ contenido: { id } }): [string, number] => [id, sums.get(id) ?? 0])
            .sort(([a, one], [b, other]) => other - one || (a < b ? 1 : -1))
        const filters: RankingFilter[] = [{}, { tipo: 'live' }]
        for (let i = 0; i < 5; i++) filters.push({ categoria: `c${i}` }, { region: `r${i}` })
        for (const filter of filters) t.same(await rankingOf(storage, filter), expected(filter))
        await storage.stop()
      }),
      { numRuns: 8 },
    )
  })
}
