import type { Test } from 'tap'
import { collaboration } from './acts.ts'
import type { Open } from './opened.ts'
import { account, content, live } from './records.ts'

const withContents = async (open: Open, t: Test, howMany: number) => {
  const opened = await open(t)
  const [ana, eva] = [account({ nombre: 'Ana' }), account({ nombre: 'Eva' })]
  for (const one of [ana, eva]) await opened.storage.accounts.create(one)
  const contents = Array.from({ length: howMany }, () => content(ana.id))
  for (const one of contents) await opened.storage.lives.create(live(one, { estado: 'finalizada' }), one)
  return { ...opened, ana, eva, ids: contents.map(({ id }) => id) as [string, ...string[]] }
}

/** What every family promises of who had a part in a content. */
export const collaborationsContract = (t: Test, open: Open) => {
  t.test('who is named for a part has it once they accept', async (t) => {
    const { storage, diario, ana, eva, ids } = await withContents(open, t, 1)
    const [id] = ids
    const before = (await diario()).length
    const given = collaboration(eva.id, id)
    t.match(await storage.collaborations.propose(given), { ...given, lamport: Number })
    t.match(await storage.collaborations.propose(given), { version: 1 })
    t.match(await storage.collaborations.accept(eva.id, id), { estado: 'aceptada', version: 2 })
    t.match(await storage.collaborations.accept(eva.id, id), { version: 2 })
    t.match(await storage.collaborations.propose(given), { estado: 'aceptada', version: 2 })
    await storage.collaborations.propose(collaboration(ana.id, id, { rol: 'guion' }))
    t.match(await storage.collaborations.of([id]), [
      { usuario: { id: eva.id, nombre: 'Eva' }, colaboracion: { rol: 'voz', estado: 'aceptada' } },
      { usuario: { id: ana.id, nombre: 'Ana' }, colaboracion: { rol: 'guion', estado: 'propuesta' } },
    ])
    t.equal((await diario()).length, before + 3)
    await t.rejects(storage.collaborations.propose(collaboration(eva.id, account().id)), {
      code: 'contenido_no_encontrado',
    })
    await t.rejects(storage.collaborations.propose(collaboration(account().id, id)), { code: 'usuario_no_encontrado' })
    await t.rejects(storage.collaborations.accept(account().id, id), { code: 'colaboracion_no_encontrada' })
  })

  t.test('who is named while a content goes is named in nothing that is left', async (t) => {
    const { storage, eva, ids } = await withContents(open, t, 12)
    await Promise.all(
      ids.flatMap((id) => [
        storage.collaborations.propose(collaboration(eva.id, id)).catch(() => undefined),
        storage.contents.remove(id),
      ]),
    )
    t.same(await storage.collaborations.of(ids), [])
  })

  t.test('another part than the one that was accepted has to be accepted anew', async (t) => {
    const { storage, eva, ids } = await withContents(open, t, 1)
    await storage.collaborations.propose(collaboration(eva.id, ids[0]))
    await storage.collaborations.accept(eva.id, ids[0])
    t.match(await storage.collaborations.propose(collaboration(eva.id, ids[0], { rol: 'guion' })), {
      rol: 'guion',
      estado: 'propuesta',
    })
  })

  t.test('collaborators of several contents are told together, each with its content', async (t) => {
    const { storage, ana, eva, ids } = await withContents(open, t, 3)
    await storage.collaborations.propose(collaboration(eva.id, ids[1] ?? ''))
    await storage.collaborations.propose(collaboration(ana.id, ids[0]))
    await storage.collaborations.propose(collaboration(eva.id, ids[2] ?? ''))
    t.match(await storage.collaborations.of(ids.slice(0, 2)), [
      { usuario: { nombre: 'Eva' }, colaboracion: { contenido_id: ids[1] } },
      { usuario: { nombre: 'Ana' }, colaboracion: { contenido_id: ids[0] } },
    ])
    t.equal((await storage.collaborations.of(ids)).length, 3)
    t.same(await storage.collaborations.of([]), [])
  })

  t.test('who withdraws is in no list and comes back by a new proposal alone', async (t) => {
    const { storage, eva, ids } = await withContents(open, t, 1)
    const [id] = ids
    t.equal(await storage.collaborations.withdraw(eva.id, id), undefined)
    await storage.collaborations.propose(collaboration(eva.id, id))
    await storage.collaborations.accept(eva.id, id)
    t.match(await storage.collaborations.withdraw(eva.id, id), { activo: false })
    t.same(await storage.collaborations.of([id]), [])
    t.equal(await storage.collaborations.find(eva.id, id), undefined)
    await t.rejects(storage.collaborations.accept(eva.id, id), { code: 'colaboracion_no_encontrada' })
    await storage.collaborations.propose(collaboration(eva.id, id))
    t.match(await storage.collaborations.find(eva.id, id), { activo: true, estado: 'propuesta' })
  })

  t.test('what a person had a part in is listed newest first by state, and goes with its content', async (t) => {
    const { storage, eva, ids } = await withContents(open, t, 5)
    for (const id of ids) await storage.collaborations.propose(collaboration(eva.id, id))
    for (const id of ids.slice(1)) await storage.collaborations.accept(eva.id, id)
    await storage.contents.remove(ids[2] ?? '')
    const first = await storage.collaborations.ofUser(eva.id, 'aceptada', 2)
    const second = await storage.collaborations.ofUser(eva.id, 'aceptada', 2, first.next ?? '')
    t.same(
      [...first.rows, ...second.rows].map(({ contenido_id }) => contenido_id),
      [ids[4], ids[3], ids[1]],
    )
    t.equal(second.next, null)
    t.match((await storage.collaborations.ofUser(eva.id, 'propuesta', 2)).rows, [{ contenido_id: ids[0] }])
    t.same(await storage.collaborations.of([ids[2] ?? '']), [])
    await t.rejects(storage.collaborations.ofUser(eva.id, 'aceptada', 2, 'x'), { code: 'cursor_invalido' })
  })
}
