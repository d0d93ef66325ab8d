import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { purchase } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content } from './records.ts'

const withContents = async (open: Open, t: Test, howMany: number) => {
  const opened = await open(t)
  const creator = account()
  await opened.storage.accounts.create(creator)
  const made = Array.from({ length: howMany }, () => content(creator.id))
  await opened.storage.contents.createMany(made)
  return { ...opened, ids: made.map(({ id }) => id) as [string, ...string[]] }
}

const libraryOf = async ({ purchases }: Storage, person: string, between = async () => {}) => {
  const ids: string[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await purchases.ofUser(person, 2, cursor)
    ids.push(...rows.map(({ contenido_id }) => contenido_id))
    if (next === null) return ids
    cursor = next
    await between()
  }
}

/** What every family promises of what people may open. */
export const purchasesContract = (t: Test, open: Open) => {
  t.test('what was opened to a person is open to nobody else, and by what it was opened first', async (t) => {
    const { storage, diario, ids } = await withContents(open, t, 2)
    const [ana, eva] = [newId(at), newId(at)]
    const [song, film = ''] = ids
    const before = await diario()
    const given = purchase(ana, song, { transaccion_id: newId(at) })
    t.match(await storage.purchases.open(given), { ...given, lamport: Number })
    t.match(await storage.purchases.open(purchase(ana, song, { fecha: at + 1 })), {
      ...given,
      version: 1,
      lamport: Number,
    })
    t.strictSame(await storage.purchases.opened(ana, [film, song, newId(at)]), [song])
    t.strictSame(await storage.purchases.opened(eva, [film, song]), [])
    await t.rejects(storage.purchases.open(purchase(ana, newId(at))), { code: 'contenido_no_encontrado' })
    t.same(await diario(), before, 'and no log tells of it')
  })

  t.test('a content that is gone is in no library', async (t) => {
    const { storage, ids } = await withContents(open, t, 2)
    const ana = newId(at)
    for (const id of ids) await storage.purchases.open(purchase(ana, id))
    await storage.contents.remove(ids[0])
    t.strictSame(await storage.purchases.opened(ana, ids), ids.slice(1))
    t.strictSame(await libraryOf(storage, ana), ids.slice(1))
  })

  t.test('of twenty who open one content to one person at once, one does', async (t) => {
    const { storage, ids } = await withContents(open, t, 1)
    const ana = newId(at)
    const made = await Promise.all(
      Array.from({ length: 20 }, () => storage.purchases.open(purchase(ana, ids[0], { transaccion_id: newId(at) }))),
    )
    t.equal(new Set(made.map(({ transaccion_id }) => transaccion_id)).size, 1)
    t.strictSame(await libraryOf(storage, ana), ids)
  })

  t.test('whatever is opened meanwhile, pages give a library once, the newest first', async (t) => {
    const { storage, ids } = await withContents(open, t, 8)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(7), { minLength: 1, maxLength: 12 }), fc.nat(7), async (places, late) => {
        const person = newId(at)
        const model: string[] = []
        for (const place of places) {
          const id = ids[place] ?? ''
          await storage.purchases.open(purchase(person, id))
          if (!model.includes(id)) model.unshift(id)
        }
        const meanwhile = async () => {
          await storage.purchases.open(purchase(person, ids[late] ?? ''))
        }
        t.strictSame(await libraryOf(storage, person, meanwhile), model)
        t.same(new Set(await storage.purchases.opened(person, model)), new Set(model))
      }),
      { numRuns: 12 },
    )
    await t.rejects(storage.purchases.ofUser(newId(at), 2, 'x'), { code: 'cursor_invalido' })
  })
}
