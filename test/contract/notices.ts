import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import { notice } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content, live } from './records.ts'

const peopled = async (open: Open, t: Test) => {
  const opened = await open(t)
  const [ana, eva] = [account(), account()]
  for (const one of [ana, eva]) await opened.storage.accounts.create(one)
  return { ...opened, ana, eva }
}

/** What every family promises of what people are told. */
export const noticesContract = (t: Test, open: Open) => {
  t.test('a notice is kept once, whatever is asked, and no log tells of it', async (t) => {
    const { storage, diario, ana, eva } = await peopled(open, t)
    const before = await diario()
    const given = notice(ana.id, { tipo: 'donacion_prometida', datos: { monto: 500, moneda: 'MXN' } })
    await storage.notices.add([given, notice(eva.id), notice(account().id)])
    await storage.notices.add([{ ...given, datos: { monto: 1 } }, given])
    t.match(await storage.notices.page(ana.id, 10), { rows: [{ ...given, lamport: Number }], next: null, sin_leer: 1 })
    t.equal((await storage.notices.page(ana.id, 10)).rows.length, 1)
    t.same(await diario(), before)
  })

  t.test('who does not want a kind is not told of it', async (t) => {
    const { storage, ana, eva } = await peopled(open, t)
    const preferencias = { ...ana.preferencias, notificaciones: { seguidor: false, comentario: true } }
    await storage.accounts.changeProfile(ana.id, { preferencias })
    const kinds = ['seguidor', 'comentario', 'moderacion'] as const
    await storage.notices.add([ana, eva].flatMap(({ id }) => kinds.map((tipo) => notice(id, { tipo }))))
    const told = async (id: string) => (await storage.notices.page(id, 10)).rows.map(({ tipo }) => tipo)
    t.same(await told(ana.id), ['moderacion', 'comentario'])
    t.same(await told(eva.id), ['moderacion', 'comentario', 'seguidor'])
  })

  t.test('a person marks their own as read, some or all, and the first time stays', async (t) => {
    const { storage, ana, eva } = await peopled(open, t)
    const mine = Array.from({ length: 4 }, () => notice(ana.id))
    await storage.notices.add([...mine, notice(eva.id)])
    const ids = mine.map(({ id }) => id)
    t.equal(await storage.notices.markRead(ana.id, at + 1, ids.slice(0, 2)), 2)
    t.equal(await storage.notices.markRead(eva.id, at + 1, ids), 1, 'nobody marks those of others')
    t.equal(await storage.notices.markRead(ana.id, at + 2), 0)
    const { rows, sin_leer } = await storage.notices.page(ana.id, 10)
    t.same(
      rows.map(({ leida_en }) => leida_en),
      [at + 2, at + 2, at + 1, at + 1],
    )
    t.equal(sin_leer, 0)
    t.equal((await storage.notices.page(eva.id, 10)).sin_leer, 1)
  })

  t.test('a content that goes takes the notices of it with it', async (t) => {
    const { storage, ana } = await peopled(open, t)
    const [going, staying] = [content(ana.id), content(ana.id)]
    for (const one of [going, staying]) await storage.lives.create(live(one, { estado: 'finalizada' }), one)
    const about = ({ id }: { id: string }) => notice(ana.id, { tipo: 'comentario', datos: { contenido_id: id } })
    await storage.notices.add([about(going), about(staying), notice(ana.id)])
    await storage.contents.remove(going.id)
    t.match(await storage.notices.page(ana.id, 10), {
      rows: [{ tipo: 'seguidor' }, { datos: { contenido_id: staying.id } }],
      sin_leer: 2,
    })
    t.equal((await storage.notices.page(ana.id, 10)).rows.length, 2)
  })

  t.test('dates that were made under a clock that was not believed move with it', async (t) => {
    const { storage, ana } = await peopled(open, t)
    const { boot } = await storage.boots.begin(60_000, at)
    await storage.notices.add([notice(ana.id), notice(ana.id)])
    await storage.boots.correct(boot.numero, 5_000, 'ntp', 5_000)
    t.match((await storage.notices.page(ana.id, 10)).rows, [{ creada_en: at + 5_000 }, { creada_en: at + 5_000 }])
  })

  t.test('whatever comes and is read meanwhile, pages give each notice once, the newest first', async (t) => {
    const { storage, ana } = await peopled(open, t)
    const step = fc.constantFrom('tell', 'read', 'nothing')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.array(step, { maxLength: 5 }), async (howMany, steps) => {
        const first = Array.from({ length: howMany }, () => notice(ana.id))
        await storage.notices.add(first)
        const seen: string[] = []
        for (let cursor: string | undefined, i = 0; ; i++) {
          const { rows, next } = await storage.notices.page(ana.id, 3, cursor)
          seen.push(...rows.map(({ id }) => id))
          if (next === null) break
          cursor = next
          if (steps[i] === 'tell') await storage.notices.add([notice(ana.id)])
          else if (steps[i] === 'read') await storage.notices.markRead(ana.id, at, [first[0]?.id ?? ''])
        }
        const mine = seen.filter((id) => first.some((one) => one.id === id))
        return new Set(seen).size === seen.length && String(mine) === String(first.map(({ id }) => id).toReversed())
      }),
      { numRuns: 15 },
    )
  })

  t.test('who listens hears at once for whom notices were kept, and of nobody else', async (t) => {
    const { storage } = await open(t)
    const [ana, eva] = [account(), account()]
    for (const one of [ana, eva]) await storage.accounts.create(one)
    const heard = new Set<string>()
    const told = Promise.withResolvers<void>()
    const end = storage.noticeNews.listen((ids) => {
      for (const id of ids) heard.add(id)
      if (heard.has(ana.id)) told.resolve()
    })
    await storage.notices.add([notice(ana.id), notice(newId(at))])
    await told.promise
    t.same([...heard], [ana.id])
    end()
    await storage.notices.add([notice(eva.id)])
    t.same([...heard], [ana.id])
  })
}
