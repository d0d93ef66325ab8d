import fc from 'fast-check'
import type { Test } from 'tap'
import { type Categoria, firstCategories } from '../../src/model/categoria.ts'
import { newId } from '../../src/model/ids.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { at, category } from './records.ts'

const codesOf = async ({ categories }: Storage) => (await categories.all()).map(({ codigo }) => codigo)

/** What every family promises of categories. */
export const categoriesContract = (t: Test, open: Open) => {
  t.test('a base begins with a first set, in three languages and in order', async (t) => {
    const { storage } = await open(t)
    t.strictSame(await storage.categories.all(), firstCategories)
  })

  t.test('a node adds a category, in its place, and gives it another name over the version it read', async (t) => {
    const { storage, diario } = await open(t)
    const given = category('cumbia', { orden: 15 })
    t.strictSame(await storage.categories.put(given, 0), given)
    t.strictSame((await codesOf(storage)).slice(0, 3), ['musica', 'cumbia', 'noticias'])
    await t.rejects(storage.categories.put({ ...given, orden: 1 }, 0), { code: 'version_distinta' })
    const nombre = { es: 'Cumbias', pt: 'Cumbias', en: 'Cumbias' }
    t.strictSame(await storage.categories.put({ ...given, nombre }, 1), { ...given, nombre, version: 2 })
    t.match(await storage.categories.put({ ...given, nombre }), { version: 2 }, 'the same again changes nothing')
    await t.rejects(storage.categories.put({ ...given, orden: 1 }, 1), { code: 'version_distinta' })
    t.same(await diario(), [], 'and the log tells of none')
  })

  t.test('the centre’s set takes the place of all but the node’s own, whose codes it may take too', async (t) => {
    const { storage } = await open(t)
    const centre = newId(at)
    const own = category('cumbia')
    const both = category('son', { orden: 30 })
    for (const one of [own, both]) await storage.categories.put(one)
    const theirs = ['son', 'agua'].map((codigo, i) => category(codigo, { nodo_id: centre, orden: i, version: 7 }))
    await storage.categories.adopt(theirs, own.nodo_id ?? '')
    t.strictSame(await storage.categories.all(), [own, ...theirs])
    await t.rejects(storage.categories.put({ ...both, orden: 9 }), { code: 'categoria_ajena' })
    await storage.categories.adopt(theirs.slice(1), own.nodo_id ?? '')
    t.strictSame(await codesOf(storage), ['cumbia', 'agua'])
  })

  t.test('of twenty who add one code at once, one does', async (t) => {
    const { storage } = await open(t)
    const made = await Promise.allSettled(
      Array.from({ length: 20 }, (_, orden) => storage.categories.put(category('cumbia', { orden }), 0)),
    )
    t.equal(made.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const one of made) if (one.status === 'rejected') t.match(one.reason, { code: 'version_distinta' })
  })

  t.test('whatever is put and adopted, what stands is the last set and what the node added since', async (t) => {
    const { storage } = await open(t)
    const centre = newId(at)
    const codes = fc.subarray(['agua', 'cumbia', 'maiz', 'son'])
    const act = fc.record({ adopts: fc.boolean(), codes, orden: fc.nat(2), version: fc.option(fc.nat(2)) })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const node = newId(at)
        await storage.categories.adopt(firstCategories, node)
        const model = new Map<string, Categoria>(firstCategories.map((one) => [one.codigo, one]))
        for (const { adopts, codes, orden, version } of acts) {
          if (adopts) {
            for (const [code, one] of model) if (one.nodo_id !== node) model.delete(code)
            const set = codes.map((code) => category(code, { orden, nodo_id: centre, version: 3 }))
            for (const one of set) model.set(one.codigo, one)
            await storage.categories.adopt(set, node)
            continue
          }
          for (const code of codes) {
            const given = category(code, { orden, nodo_id: node })
            const before = model.get(code)
            const refused = before?.nodo_id === centre || (version !== null && version !== (before?.version ?? 0))
            const put = storage.categories.put(given, version ?? undefined)
            if (refused) {
              await t.rejects(put)
              continue
            }
            const same = before?.orden === orden
            model.set(code, same ? before : { ...given, version: (before?.version ?? 0) + 1 })
            await put
          }
        }
        const inOrder = [...model.values()].sort((a, b) => a.orden - b.orden || (a.codigo < b.codigo ? -1 : 1))
        t.strictSame(await storage.categories.all(), inOrder)
      }),
      { numRuns: 12 },
    )
  })
}
