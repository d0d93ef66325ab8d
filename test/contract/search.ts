import fc from 'fast-check'
import type { Test } from 'tap'
import type { ContentFilter, ContentRow } from '../../src/catalog/store.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import { foundBy, wordsOf } from '../../src/projections/words.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { account, content } from './records.ts'

const corpus = async (open: Open, t: Test, given: Partial<Contenido>[] = []) => {
  const { storage } = await open(t)
  const creator = account()
  await storage.accounts.create(creator)
  const contents = given.map((fields) => content(creator.id, { estado: 'publicado', titulo: '', ...fields }))
  await storage.contents.createMany(contents)
  return { storage, creator, contents }
}

/** All pages of a list. */
const listed = async (
  { contents }: Storage,
  filter: ContentFilter,
  limit = 100,
): Promise<ContentRow['contenido'][]> => {
  const found: ContentRow['contenido'][] = []
  let cursor: string | undefined
  do {
    const { rows, next } = await contents.page(filter, limit, cursor)
    found.push(...rows.map(({ contenido }) => contenido))
    cursor = next ?? undefined
  } while (cursor)
  return found
}

const titles = async (storage: Storage, filter: Partial<ContentFilter>) =>
  (await listed(storage, { publishedOnly: true, ...filter })).map(({ titulo }) => titulo)

type Field = { weight: number; found: ReadonlySet<string> }
const fieldsKnown = new WeakMap<Contenido, Field[]>()
const fieldsOf = (one: Contenido): Field[] => {
  const { titulo, etiquetas, descripcion, cuerpo, autor, metadatos_enriquecidos } = one
  const { tema_social, locacion } = metadatos_enriquecidos
  const fields = [
    { weight: 4, text: titulo },
    { weight: 2, text: etiquetas.join(' ') },
    { weight: 1, text: [descripcion, cuerpo, autor, tema_social, locacion].flat().join('\n') },
  ].map(({ weight, text }) => ({ weight, found: new Set(foundBy(text)) }))
  fieldsKnown.set(one, fields)
  return fields
}

/** What the contract says of one content, word by word. */
const scoreOf = (one: Contenido, words: readonly string[]): number => {
  const fields = fieldsKnown.get(one) ?? fieldsOf(one)
  return words.reduce((sum, word) => sum + (fields.find(({ found }) => found.has(word))?.weight ?? 0), 0)
}

/** The order of a list by the plainest way there is. */
const modelOf = (contents: readonly Contenido[], filter: ContentFilter): string[] => {
  const words = filter.q === undefined ? undefined : [...new Set(wordsOf(filter.q))]
  const hasIt = (value: unknown, wanted: string | undefined) => wanted === undefined || [value].flat().includes(wanted)
  return contents
    .filter(
      (one) =>
        (!filter.publishedOnly || one.estado === 'publicado') &&
        hasIt(one.tipo, filter.tipo) &&
        hasIt(one.creador_id, filter.creador_id) &&
        hasIt(one.categoria, filter.categoria) &&
        hasIt(one.region, filter.region) &&
        hasIt(one.idioma, filter.idioma) &&
        hasIt(one.metadatos_enriquecidos.tema_social, filter.tema) &&
        hasIt(one.metadatos_enriquecidos.locacion, filter.locacion) &&
        (filter.etiquetas ?? []).every((label) => one.etiquetas.includes(label)),
    )
    .map((one) => ({ one, score: words ? scoreOf(one, words) : 1 }))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        (filter.orden ? 0 : b.score - a.score) ||
        b.one.orden_nodo_ms - a.one.orden_nodo_ms ||
        (a.one.id < b.one.id ? 1 : -1),
    )
    .map(({ one }) => one.id)
}

/** What every family promises of lists that are filtered and searched: the same contents in the same order. */
export const searchContract = (t: Test, open: Open) => {
  t.test('words are found without regard to accents, case and the shape of apostrophes', async (t) => {
    const { storage } = await corpus(open, t, [
      { titulo: 'La Canción de la Niña', orden_nodo_ms: 3 },
      { titulo: 'Ri kʼicheʼ tzij', orden_nodo_ms: 2 },
      { titulo: "Copo d'água", descripcion: 'A voz do SERTÃO', orden_nodo_ms: 1 },
    ])
    for (const q of ['cancion', 'CANCIÓN', 'cancio\u0301n', 'nina']) t.match(await titles(storage, { q }), [/Canción/])
    for (const q of ["k'iche'", 'kiche', 'K’ICHE’', 'kꞌicheꞌ']) t.match(await titles(storage, { q }), [/kʼicheʼ/])
    for (const q of ['agua', 'ÁGUA', 'd’água', 'sertao']) t.match(await titles(storage, { q }), [/água/])
    t.same(await titles(storage, { q: 'canci' }), [], 'a part of a word is none')
    t.same(await titles(storage, { q: '¿…?' }), [], 'without a word there is nothing to find')
  })

  t.test('a word weighs 4 in the title, 2 in a label, 1 in the text, and counts once', async (t) => {
    const { storage } = await corpus(open, t, [
      { titulo: 'texto', descripcion: 'son son son', orden_nodo_ms: 9 },
      { titulo: 'etiqueta', etiquetas: ['son jarocho'], descripcion: 'son', orden_nodo_ms: 8 },
      { titulo: 'son', orden_nodo_ms: 1 },
      { titulo: 'son otra vez', etiquetas: ['son'], descripcion: 'son', orden_nodo_ms: 2 },
      {
        titulo: 'lugar y gente',
        orden_nodo_ms: 7,
        metadatos_enriquecidos: { locacion: 'Son', tema_social: ['mar'] },
        autor: 'Arcadio',
      },
      { titulo: 'nada', descripcion: 'sones', cuerpo: 'Que me toquen el *zapateado*.' },
    ])
    t.same(await titles(storage, { q: 'son' }), ['son otra vez', 'son', 'etiqueta', 'texto', 'lugar y gente'])
    t.same(await titles(storage, { q: 'jarocho texto' }), ['texto', 'etiqueta'])
    t.same(await titles(storage, { q: 'arcadio mar' }), ['lugar y gente'])
    t.same(await titles(storage, { q: 'zapateado' }), ['nada'])
    const page = await storage.contents.page({ publishedOnly: true, q: 'son' }, 2)
    t.match(page, { total: 5, rows: [{}, {}], next: String })
    t.same(await titles(storage, { q: 'son', orden: 'recientes' }), [
      ...['texto', 'etiqueta', 'lugar y gente', 'son otra vez', 'son'],
    ])
  })

  t.test('filters hold together; of labels all are wanted; values are compared as they are', async (t) => {
    const { storage, creator } = await corpus(open, t, [
      { titulo: 'a', categoria: 'música', etiquetas: ['son', 'Son "jarocho"'], region: 'MX-OAX', orden_nodo_ms: 4 },
      { titulo: 'b', categoria: 'Música', etiquetas: ['son'], idioma: 'pt-BR', orden_nodo_ms: 3 },
      { titulo: 'c', metadatos_enriquecidos: { tema_social: 'agua', locacion: ['Río Napo', 'x'] }, orden_nodo_ms: 2 },
      { titulo: 'd', metadatos_enriquecidos: { tema_social: ['agua', 'tierra'], locacion: 7 }, orden_nodo_ms: 1 },
    ])
    t.same(await titles(storage, { categoria: 'música' }), ['a'])
    t.same(await titles(storage, { etiquetas: ['son'] }), ['a', 'b'])
    t.same(await titles(storage, { etiquetas: ['son', 'Son "jarocho"', 'son'] }), ['a'])
    t.same(await titles(storage, { region: 'MX-OAX', categoria: 'música', tipo: 'live' }), ['a'])
    t.same(await titles(storage, { region: 'MX-OAX', categoria: 'Música' }), [])
    t.same(await titles(storage, { idioma: 'pt-BR' }), ['b'])
    t.same(await titles(storage, { tema: 'agua' }), ['c', 'd'])
    t.same(await titles(storage, { tema: 'agua', locacion: 'Río Napo' }), ['c'])
    t.same(await titles(storage, { tema: 'agua', q: 'd x' }), ['d', 'c'])
    t.same(await titles(storage, { creador_id: creator.id, tema: 'tierra' }), ['d'])
    t.same(await titles(storage, { creador_id: account().id }), [])
  })

  t.test('a change is found at once, and so is that something is hidden or gone', async (t) => {
    const { storage, creator, contents } = await corpus(open, t, [{ titulo: 'antes' }, { titulo: 'otro' }])
    const id = contents[0]?.id ?? ''
    await storage.contents.change(id, { titulo: 'después', categoria: 'radio' })
    t.same(await titles(storage, { q: 'antes' }), [])
    t.same(await titles(storage, { q: 'despues', categoria: 'radio' }), ['después'])
    await storage.contents.change(id, { estado: 'oculto' })
    t.same(await titles(storage, { q: 'despues' }), [])
    t.same(await titles(storage, { categoria: 'radio' }), [])
    const own = { publishedOnly: false, creador_id: creator.id }
    t.same(await titles(storage, { ...own, q: 'despues' }), ['después'])
    t.equal((await titles(storage, own)).length, 2)
    await storage.contents.change(id, { estado: 'publicado', orden_nodo_ms: 5_000 })
    t.same(await titles(storage, { creador_id: creator.id }), ['después', 'otro'])
    await storage.contents.remove(id)
    t.same(await titles(storage, { creador_id: creator.id }), ['otro'])
    t.same(await titles(storage, { ...own, q: 'despues' }), [])
  })

  t.test('a cursor holds in the order that it was made for, and in no other', async (t) => {
    const { storage } = await corpus(open, t, [{ titulo: 'uno' }, { titulo: 'uno' }])
    const [found, all] = [
      { q: 'uno', publishedOnly: true },
      { tipo: 'live', publishedOnly: true },
    ] as const
    const [ranked, plain] = await Promise.all([storage.contents.page(found, 1), storage.contents.page(all, 1)])
    await t.rejects(storage.contents.page(all, 1, ranked.next ?? ''), { code: 'cursor_invalido' })
    await t.rejects(storage.contents.page(found, 1, plain.next ?? ''), { code: 'cursor_invalido' })
    for (const cursor of ['', 'x', 'W10', 'WzEsMl0'])
      await t.rejects(storage.contents.page(found, 1, cursor), { code: 'cursor_invalido' })
  })

  t.test('whatever the corpus and whatever is asked, the order is the plain one, page by page', async (t) => {
    const { storage, creator } = await corpus(open, t)
    const some = <T>(...values: T[]) => fc.constantFrom(...values)
    const text = fc.array(some('la', 'voz', 'de', 'Montaña', 'montana', "k'in", 'd’agua', 'SON', 'uno', 'dos'), {
      maxLength: 6,
    })
    const value = fc.option(some('a', 'b', 'Á'), { nil: null })
    const given = fc.record({
      titulo: text.map((words) => words.join(' ')),
      descripcion: text.map((words) => words.join(', ')),
      etiquetas: fc.uniqueArray(some('a', 'b', 'la voz', 'son'), { maxLength: 3 }),
      categoria: value,
      region: value,
      idioma: value,
      autor: value,
      tipo: some('audio' as const, 'video' as const),
      estado: some('publicado' as const, 'publicado' as const, 'borrador' as const),
      metadatos_enriquecidos: fc.record({ tema_social: fc.oneof(value, fc.constant(['a', 'b'])), locacion: value }),
      // Few moments, so that many contents share one.
      orden_nodo_ms: fc.integer({ min: 0, max: 4 }),
    })
    const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 })
    const filter: fc.Arbitrary<ContentFilter> = fc.record({
      q: maybe(
        fc
          .array(some('la', 'voz', 'de', 'montana', 'kin', 'agua', 'son', 'uno', 'dos', 'nada'), { maxLength: 7 })
          .map((words) => words.join(' ')),
      ),
      orden: maybe(fc.constant('recientes' as const)),
      categoria: maybe(some('a', 'Á')),
      region: maybe(some('a')),
      idioma: maybe(some('b')),
      tipo: maybe(some('audio' as const)),
      tema: maybe(some('a', 'b')),
      locacion: maybe(some('a')),
      etiquetas: maybe(fc.array(some('a', 'la voz'), { maxLength: 2 })),
      creador_id: maybe(fc.constant(creator.id)),
      publishedOnly: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(given, { minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(filter, fc.integer({ min: 1, max: 7 })), { minLength: 4, maxLength: 8 }),
        async (many, questions) => {
          const contents = many.map((fields) => content(creator.id, fields))
          await storage.contents.createMany(contents)
          for (const [asked, limit] of questions) {
            const found = await listed(storage, asked, limit)
            const expected = modelOf(contents, asked)
            t.same(
              found.map(({ id }) => id),
              expected,
              JSON.stringify(asked),
            )
            const { total } = await storage.contents.page(asked, limit)
            if (total !== undefined) t.equal(total, expected.length)
          }
          for (const { id } of contents) await storage.contents.remove(id)
        },
      ),
      { numRuns: 25 },
    )
  })

  t.test('among thousands the order is the plain one too, whether words are rare or in everything', async (t) => {
    const { storage, creator } = await corpus(open, t)
    // Each word in its own share of all contents, from everything to almost nothing.
    const shares = { la: 0.95, de: 0.9, el: 0.85, en: 0.8, y: 0.75, voz: 0.3, mar: 0.1, sierra: 0.02, tapir: 0.001 }
    const words = Object.keys(shares)
    let seed = 7
    const chance = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const some = () => Object.entries(shares).flatMap(([word, share]) => (chance() < share ? word : []))
    const contents = Array.from({ length: 4_000 }, (_, i) =>
      content(creator.id, {
        titulo: some()
          .filter(() => chance() < 0.4)
          .join(' '),
        etiquetas: some().filter(() => chance() < 0.1),
        descripcion: some().join(' '),
        region: chance() < 0.9 ? 'MX-OAX' : 'CO-CAU',
        categoria: chance() < 0.05 ? 'rara' : 'común',
        estado: chance() < 0.9 ? 'publicado' : 'borrador',
        orden_nodo_ms: Math.floor(i / 3) * 40,
      }),
    )
    for (let i = 0; i < contents.length; i += 500) await storage.contents.createMany(contents.slice(i, i + 500))
    const questions = [
      ...words.map((q) => ({ q })),
      ...['la de', 'la tapir', 'voz mar', 'sierra tapir nada', 'la voz de', 'la de el en', 'de mar y sierra tapir'],
      ...['la voz de el mar en la sierra y', 'nada', 'la de el en y', 'la de el en y tapir'],
    ].map((each) => (typeof each === 'string' ? { q: each } : each))
    for (const asked of questions.flatMap((each): Partial<ContentFilter>[] => [
      each,
      { ...each, region: 'CO-CAU' },
      { ...each, region: 'MX-OAX', categoria: 'rara' },
      { ...each, orden: 'recientes', region: 'MX-OAX' },
      { ...each, publishedOnly: false },
    ])) {
      const filter = { publishedOnly: true, ...asked }
      const expected = modelOf(contents, filter)
      const found: string[] = []
      let cursor: string | undefined
      for (const limit of [1, 20, 7, 100]) {
        const { rows, next, total } = await storage.contents.page(filter, limit, cursor)
        found.push(...rows.map(({ contenido }) => contenido.id))
        if (total !== undefined) t.equal(total, expected.length, `total of ${JSON.stringify(filter)}`)
        if (next === null) break
        cursor = next
      }
      t.same(found, expected.slice(0, 128), JSON.stringify(filter))
    }
  })
}
