import type { Test } from 'tap'
import { collective, membership } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, keptAnswer } from './records.ts'

const founded = async (open: Open, t: Test) => {
  const opened = await open(t)
  const [ana, eva] = [account({ nombre: 'Ana' }), account({ nombre: 'Eva' })]
  for (const one of [ana, eva]) await opened.storage.accounts.create(one)
  const found = async (given: Parameters<typeof collective>[0] = {}) => {
    const one = collective(given)
    const founder = membership(ana.id, one.id, { rol: 'administra', estado: 'aceptada', fecha_ingreso: at })
    await opened.storage.collectives.create(one, founder)
    return one
  }
  return { ...opened, ana, eva, found }
}

/** What every family promises of collectives and who belongs to them. */
export const collectivesContract = (t: Test, open: Open) => {
  t.test('a collective, who founds it and the kept answer are one unit', async (t) => {
    const { storage, diario, ana } = await founded(open, t)
    const one = collective({ region: 'MX-OAX' })
    const founder = membership(ana.id, one.id, { rol: 'administra', estado: 'aceptada', fecha_ingreso: at })
    const before = (await diario()).length
    await storage.collectives.create(one, founder, keptAnswer(ana.id))
    t.match(await storage.collectives.byId(one.id), { ...one, lamport: Number })
    t.match(await storage.memberships.of(one.id), [
      { usuario: { id: ana.id, nombre: 'Ana' }, membresia: { ...founder, lamport: Number } },
    ])
    t.same(
      (await diario()).slice(before).map(({ tipo, tx }) => `${tipo} ${tx}`),
      ['colectivos', 'membresias'].map((tipo) => `${tipo} ${before + 1}`),
    )
    const second = collective()
    const repeated = storage.collectives.create(second, membership(ana.id, second.id), keptAnswer(ana.id))
    await t.rejects(repeated, { code: 'clave_idempotencia_en_curso' })
    t.equal(await storage.collectives.byId(second.id), undefined)
    t.same(await storage.memberships.of(second.id), [])
  })

  t.test('a collective is changed over the version that was read', async (t) => {
    const { storage, found } = await founded(open, t)
    const one = await found()
    t.match(await storage.collectives.change(one.id, { nombre: 'Otro', region: 'CO-CAU' }, 1), {
      nombre: 'Otro',
      region: 'CO-CAU',
      enfoque: one.enfoque,
      version: 2,
    })
    await t.rejects(storage.collectives.change(one.id, { nombre: 'Tarde' }, 1), { code: 'version_distinta' })
    await t.rejects(storage.collectives.change(account().id, {}), { code: 'colectivo_no_encontrado' })
  })

  t.test('collectives are listed newest first, all or those of a region, page by page', async (t) => {
    const { storage, found } = await founded(open, t)
    const made = []
    for (const region of ['MX-OAX', 'MX-VER', 'MX-OAX', null, 'MX-OAX']) made.push((await found({ region })).id)
    const ids = async (filter: { region?: string }) => {
      const seen: string[] = []
      for (let cursor: string | undefined; ; ) {
        const { rows, next } = await storage.collectives.page(filter, 2, cursor)
        seen.push(...rows.map(({ id }) => id))
        if (next === null) return seen
        cursor = next
      }
    }
    t.same(await ids({}), made.toReversed())
    t.same(await ids({ region: 'MX-OAX' }), [made[4], made[2], made[0]])
    t.same(await ids({ region: 'BR-BA' }), [])
    await t.rejects(storage.collectives.page({}, 2, 'x'), { code: 'cursor_invalido' })
  })

  t.test('who is invited belongs once they accept', async (t) => {
    const { storage, eva, ana, found } = await founded(open, t)
    const one = await found()
    await t.rejects(storage.memberships.accept(eva.id, one.id, at), { code: 'membresia_no_encontrada' })
    t.match(await storage.memberships.invite(membership(eva.id, one.id)), { estado: 'propuesta', fecha_ingreso: null })
    t.match(await storage.memberships.ofUser(eva.id), [
      { colectivo: { id: one.id }, membresia: { estado: 'propuesta' } },
    ])
    t.match(await storage.memberships.accept(eva.id, one.id, at + 5), { estado: 'aceptada', fecha_ingreso: at + 5 })
    t.match(await storage.memberships.accept(eva.id, one.id, at + 9), { fecha_ingreso: at + 5, version: 2 })
    t.match(await storage.memberships.invite(membership(eva.id, one.id, { rol: 'administra' })), {
      rol: 'integrante',
      estado: 'aceptada',
    })
    t.match(await storage.memberships.setRole(eva.id, one.id, 'administra'), { rol: 'administra', version: 3 })
    t.same(
      (await storage.memberships.of(one.id)).map(({ usuario }) => usuario.nombre),
      [ana.nombre, eva.nombre],
    )
    await t.rejects(storage.memberships.invite(membership(eva.id, account().id)), { code: 'colectivo_no_encontrado' })
    await t.rejects(storage.memberships.invite(membership(account().id, one.id)), { code: 'usuario_no_encontrado' })
  })

  t.test('who left is in no list, changes nothing, and comes back by a new invitation alone', async (t) => {
    const { storage, eva, found } = await founded(open, t)
    const one = await found()
    t.equal(await storage.memberships.leave(eva.id, one.id), undefined)
    await storage.memberships.invite(membership(eva.id, one.id))
    await storage.memberships.accept(eva.id, one.id, at)
    t.match(await storage.memberships.leave(eva.id, one.id), { activo: false, version: 3 })
    t.match(await storage.memberships.leave(eva.id, one.id), { activo: false, version: 3 })
    t.equal(await storage.memberships.find(eva.id, one.id), undefined)
    t.same(await storage.memberships.ofUser(eva.id), [])
    t.equal((await storage.memberships.of(one.id)).length, 1)
    await t.rejects(storage.memberships.accept(eva.id, one.id, at), { code: 'membresia_no_encontrada' })
    await t.rejects(storage.memberships.setRole(eva.id, one.id, 'administra'), { code: 'membresia_no_encontrada' })
    t.match(await storage.memberships.invite(membership(eva.id, one.id)), {
      activo: true,
      estado: 'propuesta',
      fecha_ingreso: null,
    })
    t.match(await storage.memberships.find(eva.id, one.id), { estado: 'propuesta', version: 4 })
  })
}
