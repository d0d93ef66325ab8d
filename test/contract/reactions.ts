import fc from 'fast-check'
import type { Test } from 'tap'
import type { TipoReaccion } from '../../src/model/reaccion.ts'
import { reaction } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content, live } from './records.ts'

const withContents = async (open: Open, t: Test, howMany: number) => {
  const opened = await open(t)
  const creator = account()
  await opened.storage.accounts.create(creator)
  const contents = Array.from({ length: howMany }, () => content(creator.id))
  for (const one of contents) await opened.storage.lives.create(live(one, { estado: 'finalizada' }), one)
  return { ...opened, ids: contents.map(({ id }) => id) as [string, ...string[]] }
}

const ana = account().id
const eva = account().id

/** What every family promises of what people feel about contents. */
export const reactionsContract = (t: Test, open: Open) => {
  t.test('a reaction answers what stands for the content with it, and counts once', async (t) => {
    const { storage, diario, ids } = await withContents(open, t, 1)
    const [id] = ids
    const before = (await diario()).length
    const given = reaction(ana, id)
    t.match(await storage.reactions.set(given), { reaccion: { ...given, lamport: Number }, counts: { me_gusta: 1 } })
    t.match(await storage.reactions.set(reaction(eva, id)), { counts: { me_gusta: 2 } })
    t.match(await storage.reactions.set(reaction(ana, id, { fecha: at + 5 })), {
      reaccion: { fecha: at, version: 1 },
      counts: { me_gusta: 2 },
    })
    t.equal((await diario()).length, before + 2)
    await t.rejects(storage.reactions.set(reaction(ana, account().id)), { code: 'contenido_no_encontrado' })
  })

  t.test('a person feels one thing at a time and may take it back', async (t) => {
    const { storage, ids } = await withContents(open, t, 2)
    const [id, other = ''] = ids
    await storage.reactions.set(reaction(ana, id))
    await storage.reactions.set(reaction(eva, id))
    t.same((await storage.reactions.set(reaction(ana, id, { tipo: 'aplauso' }))).counts, { me_gusta: 1, aplauso: 1 })
    t.match(await storage.reactions.mine(ana, [id, other]), [{ contenido_id: id, tipo: 'aplauso' }])
    t.same(await storage.reactions.unset(ana, id), { me_gusta: 1 })
    t.same(await storage.reactions.unset(ana, id), { me_gusta: 1 })
    t.same(await storage.reactions.unset(ana, other), {})
    t.same(await storage.reactions.mine(ana, [id, other]), [])
    t.same(await storage.reactions.counts([id, other]), [{ contenido_id: id, counts: { me_gusta: 1 } }])
    t.match(await storage.reactions.set(reaction(ana, id)), { reaccion: { version: 4 }, counts: { me_gusta: 2 } })
  })

  t.test('what a person reacts to is listed newest first, page by page', async (t) => {
    const { storage, ids } = await withContents(open, t, 5)
    for (const [i, id] of ids.entries()) await storage.reactions.set(reaction(ana, id, { fecha: at + i }))
    await storage.reactions.unset(ana, ids[1] ?? '')
    const first = await storage.reactions.ofUser(ana, 2)
    const second = await storage.reactions.ofUser(ana, 2, first.next ?? '')
    t.same(
      [...first.rows, ...second.rows].map(({ contenido_id }) => contenido_id),
      [ids[4], ids[3], ids[2], ids[0]],
    )
    t.equal(second.next, null)
    t.same(await storage.reactions.ofUser(eva, 2), { rows: [], next: null })
    await t.rejects(storage.reactions.ofUser(ana, 2, 'x'), { code: 'cursor_invalido' })
  })

  t.test('a content that goes takes its reactions with it, and the log says so', async (t) => {
    const { storage, diario, ids } = await withContents(open, t, 2)
    const [id, other = ''] = ids
    for (const given of [reaction(ana, id), reaction(eva, id), reaction(ana, other)]) await storage.reactions.set(given)
    await storage.reactions.unset(eva, id)
    const before = (await diario()).length
    await storage.contents.remove(id)
    const told = (await diario()).slice(before)
    t.same(
      told.map(({ tipo, accion }) => `${accion} ${tipo}`),
      ['del contenidos', 'del reacciones', 'del reacciones'],
    )
    t.equal(new Set(told.map(({ tx }) => tx)).size, 1)
    t.same(await storage.reactions.counts(ids), [{ contenido_id: other, counts: { me_gusta: 1 } }])
    t.match((await storage.reactions.ofUser(ana, 10)).rows, [{ contenido_id: other }])
  })

  t.test('many who react at once are all counted', async (t) => {
    const { storage, ids } = await withContents(open, t, 1)
    const people = Array.from({ length: 40 }, () => account().id)
    await Promise.all([...people, ...people].map((who) => storage.reactions.set(reaction(who, ids[0]))))
    t.same(await storage.reactions.counts(ids), [{ contenido_id: ids[0], counts: { me_gusta: 40 } }])
  })

  t.test('whatever people feel in whatever order, the counts are of what each feels last', async (t) => {
    const { storage, ids } = await withContents(open, t, 1)
    const kinds = fc.constantFrom<TipoReaccion | undefined>('me_gusta', 'aplauso', 'me_conmueve', undefined)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), kinds), { minLength: 1, maxLength: 12 }), async (steps) => {
        const people = Array.from({ length: 4 }, () => account().id)
        const feels = new Map<string, TipoReaccion>()
        for (const [who, tipo] of steps) {
          const person = people[who] ?? ''
          if (tipo === undefined) await storage.reactions.unset(person, ids[0])
          else await storage.reactions.set(reaction(person, ids[0], { tipo }))
          if (tipo === undefined) feels.delete(person)
          else feels.set(person, tipo)
        }
        const [of] = await storage.reactions.counts(ids)
        for (const person of people) await storage.reactions.unset(person, ids[0])
        const expected = Map.groupBy(feels.values(), (tipo) => tipo)
        return (
          Object.keys(of?.counts ?? {}).length === expected.size &&
          [...expected].every(([tipo, all]) => of?.counts[tipo] === all.length)
        )
      }),
      { numRuns: 20 },
    )
  })
}
