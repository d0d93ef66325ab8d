import t from 'tap'
import { play } from '../contract/acts.ts'
import { account, content } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

const hourMs = 3_600_000

t.test('people are told apart by how much they see and hear, for admins alone', async (t) => {
  const { call, person, storage, clock } = await openBox(t)
  const admin = await person('admin', 'jefa')
  const made = content(admin.usuario.id)
  await storage.contents.create(made)
  const someone = async (hours: number, given = {}, ago = 0) => {
    const one = account({ creado_en: clock.wall(), ...given })
    await storage.accounts.create(one)
    const fecha = clock.wall() - ago
    if (hours > 0) await storage.history.record([play(one.id, made.id, { vista_ms: hours * hourMs, fecha })])
    return one
  }
  const [ana, eva, luz] = [await someone(12), await someone(10), await someone(11, { region: 'CO-CAU' })]
  const rosa = await someone(2, { intereses: ['Décima'], tipo_usuario: 'espectador' })
  const old = await someone(40, {}, 31 * 24 * hourMs)
  await someone(15, { activo: false })
  const ask = async (query = '') => (await call(`GET /api/users/segment${query}`, { token: admin.token })).body
  const idsIn = (segment: { miembros: { id: string }[] }) => segment.miembros.map(({ id }) => id)

  const all = await ask()
  t.match(all, { siguiente: null, total: 6 })
  t.match(
    all.datos.map(({ consumo, cuantos }: { consumo: string; cuantos: number }) => [consumo, cuantos]),
    [
      ['alto', 3],
      ['medio', 1],
      ['bajo', 2],
    ],
  )
  t.match(all.datos[1].miembros, [{ id: rosa.id, nombre: rosa.nombre, vista_ms: 2 * hourMs, intereses: ['Décima'] }])
  t.same(idsIn(all.datos[2]), [admin.usuario.id, old.id], 'what was long ago counts no more')
  t.notOk(JSON.stringify(all).includes('@'), 'no address')

  const first = await ask('?consumo=alto&limite=2')
  t.match(first, { total: 3, datos: [{ consumo: 'alto', cuantos: 3 }] })
  const rest = await ask(`?consumo=alto&limite=2&cursor=${first.siguiente}`)
  t.same([...idsIn(first.datos[0]), ...idsIn(rest.datos[0])], [ana.id, eva.id, luz.id])
  t.equal(rest.siguiente, null)
  t.same(idsIn((await ask('?consumo=alto&region=CO-CAU')).datos[0]), [luz.id])
  t.match(await ask('?interes=DECIMA'), { total: 1 })
  t.match(await ask('?tipo=admin'), { total: 1 })
  t.match(await ask('?consumo=alto&cursor=x'), { error: { codigo: 'cursor_invalido' } })
  t.match(await call('GET /api/users/segment?consumo=mucho', { token: admin.token }), { status: 422 })
  const creator = await person('creador', 'leo')
  t.match(await call('GET /api/users/segment', { token: creator.token }), { status: 403 })
})
