import type { Test } from 'tap'
import type { Decision } from '../../src/catalog/store.ts'
import { report } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content, keptAnswer, live } from './records.ts'

const withContents = async (open: Open, t: Test, howMany: number) => {
  const opened = await open(t)
  const people = ['Ana', 'Eva', 'Iris'].map((nombre) => account({ nombre }))
  for (const one of people) await opened.storage.accounts.create(one)
  const [ana, eva, iris] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
  const contents = Array.from({ length: howMany }, (_, i) => content(ana.id, { titulo: `${i}`, estado: 'publicado' }))
  for (const one of contents) await opened.storage.lives.create(live(one, { estado: 'finalizada' }), one)
  return { ...opened, ana, eva, iris, ids: contents.map(({ id }) => id) as [string, ...string[]] }
}

const decision = (given: Partial<Decision> = {}): Decision => ({
  estado: 'desestimada',
  decision: 'es de dominio público',
  decidida_por: account().id,
  decidida_en: at + 9,
  ...given,
})

/** What every family promises of reports on contents. */
export const reportsContract = (t: Test, open: Open) => {
  t.test('a report waits in the queue with who sent it and what it is about, and no log tells of it', async (t) => {
    const { storage, diario, eva, ids } = await withContents(open, t, 1)
    const before = await diario()
    const given = report(eva.id, ids[0], { texto: 'la música es mía' })
    t.match(await storage.reports.report(given, keptAnswer(eva.id)), { ...given, lamport: Number })
    t.match(await storage.reports.queue('pendiente', 10), {
      rows: [
        {
          denuncia: { ...given, lamport: Number },
          usuario: { id: eva.id, nombre: 'Eva' },
          contenido: { id: ids[0], titulo: '0', estado: 'publicado' },
        },
      ],
      next: null,
      total: 1,
    })
    t.same(await diario(), before)
    await t.rejects(storage.reports.report(report(eva.id, account().id)), { code: 'contenido_no_encontrado' })
  })

  t.test('who reports again says it anew, and a decided report waits once more', async (t) => {
    const { storage, eva, ids } = await withContents(open, t, 1)
    await storage.reports.report(report(eva.id, ids[0]))
    await storage.reports.report(report(eva.id, ids[0], { motivo: 'odio' }))
    t.match(await storage.reports.queue('pendiente', 10), {
      total: 1,
      rows: [{ denuncia: { motivo: 'odio', version: 2 } }],
    })
    await storage.reports.decide(ids[0], decision(), false)
    t.equal((await storage.reports.queue('pendiente', 10)).total, 0)
    t.match(await storage.reports.report(report(eva.id, ids[0], { texto: 'insisto', fecha: at + 20 })), {
      estado: 'pendiente',
      texto: 'insisto',
      fecha: at + 20,
      decision: null,
      decidida_por: null,
      decidida_en: null,
    })
  })

  t.test('a decision is for every pending report on the content, and may hide it in the same unit', async (t) => {
    const { storage, diario, ana, eva, iris, ids } = await withContents(open, t, 2)
    await storage.reports.report(report(ana.id, ids[0]))
    await storage.reports.decide(ids[0], decision(), false)
    t.match(await storage.contents.byId(ids[0]), { contenido: { estado: 'publicado', version: 1 } })
    for (const who of [eva, iris]) await storage.reports.report(report(who.id, ids[0]))
    await storage.reports.report(report(eva.id, ids[1] ?? ''))
    const given = decision({ estado: 'atendida', decision: null })
    const decided = await storage.reports.decide(ids[0], given, true)
    t.match(decided, [
      { usuario_id: eva.id, ...given },
      { usuario_id: iris.id, ...given },
    ])
    t.match(await storage.contents.byId(ids[0]), { contenido: { estado: 'oculto', oculto_por: given.decidida_por } })
    t.match((await diario()).at(-1), { tipo: 'contenidos', datos: { estado: 'oculto' } })
    t.match(await storage.reports.queue('desestimada', 10), { total: 1, rows: [{ usuario: { nombre: 'Ana' } }] })
    t.match(await storage.reports.queue('pendiente', 10), { total: 1, rows: [{ contenido: { id: ids[1] } }] })
    t.same(await storage.reports.decide(ids[0], decision(), false), [])
    await t.rejects(storage.reports.decide(account().id, decision(), true), { code: 'contenido_no_encontrado' })
  })

  t.test('the queue is in the order of arrival, page by page, and a content takes its reports with it', async (t) => {
    const { storage, eva, ids } = await withContents(open, t, 5)
    for (const id of ids) await storage.reports.report(report(eva.id, id))
    const first = await storage.reports.queue('pendiente', 2)
    await storage.reports.decide(ids[0], decision(), false)
    await storage.contents.remove(ids[3] ?? '')
    const second = await storage.reports.queue('pendiente', 2, first.next ?? '')
    t.same(
      [...first.rows, ...second.rows].map(({ contenido }) => contenido.titulo),
      ['0', '1', '2', '4'],
    )
    t.match(second, { next: null, total: 3 })
    await t.rejects(storage.reports.queue('pendiente', 2, 'x'), { code: 'cursor_invalido' })
  })
}
