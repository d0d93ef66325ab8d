import t, { type Test } from 'tap'
import { content } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

const open = async (t: Test) => {
  const box = await openBox(t)
  return { ...box, ana: await box.person('creador', 'ana'), luz: await box.person('espectador', 'luz') }
}

t.test('who follows is a follower until they end it, however often either is asked', async (t) => {
  const { call, ana, luz } = await open(t)
  const body = { creador_id: ana.usuario.id }
  const follow = () => call('POST /api/network/follow', { token: luz.token, body })
  const first = await follow()
  t.match(first, { status: 200, body: { creador_id: ana.usuario.id, activo: true, fecha_inicio: Number } })
  t.same((await follow()).body, first.body, 'following twice is one, since the first time')
  const followers = await call(`GET /api/network/followers/${ana.usuario.id}`)
  t.same(followers.body, {
    datos: [{ id: luz.usuario.id, nombre: 'luz', fecha_inicio: first.body.fecha_inicio }],
    siguiente: null,
    total: 1,
  })
  t.match(await call(`GET /api/network/following/${luz.usuario.id}`), { body: { datos: [{ nombre: 'ana' }] } })

  const unfollow = () => call('POST /api/network/unfollow', { token: luz.token, body })
  t.match(await unfollow(), { status: 200, body: { activo: false } })
  t.match(await unfollow(), { status: 200, body: { activo: false } })
  t.match(await call(`GET /api/network/followers/${ana.usuario.id}`), { body: { datos: [], total: 0 } })
})

t.test('nobody follows themself, nor somebody who is not there', async (t) => {
  const { call, luz } = await open(t)
  const follow = (creador_id: string) => call('POST /api/network/follow', { token: luz.token, body: { creador_id } })
  t.match(await follow(luz.usuario.id), { status: 422, body: { error: { codigo: 'seguirse_a_si' } } })
  const nobody = '01900000-0000-7000-8000-000000000000'
  t.match(await follow(nobody), { status: 404, body: { error: { codigo: 'usuario_no_encontrado' } } })
  t.equal((await call(`GET /api/network/followers/${nobody}`)).status, 404)
})

t.test('a feed holds what those whom one follows published, for its person alone', async (t) => {
  const { call, person, storage, ana, luz } = await open(t)
  const other = await person('creador', 'rosa')
  const made = [ana, other].map(({ usuario }, i) => content(usuario.id, { estado: 'publicado', titulo: `Pieza ${i}` }))
  await storage.contents.createMany([...made, content(ana.usuario.id, { estado: 'oculto' })])
  const feed = (token: string) => call(`GET /api/users/${luz.usuario.id}/feed`, { token })
  t.match(await feed(luz.token), { status: 200, body: { datos: [] } })
  await call('POST /api/network/follow', { token: luz.token, body: { creador_id: ana.usuario.id } })
  const { body } = await feed(luz.token)
  t.same(
    body.datos.map(({ titulo }: { titulo: string }) => titulo),
    ['Pieza 0'],
  )
  t.equal((await feed(ana.token)).status, 403)
})

t.test('a collective grows by invitation and acceptance', async (t) => {
  const { call, ana, luz } = await open(t)
  const founded = await call('POST /api/collectives', {
    token: ana.token,
    body: { nombre: 'Voces del cerro', enfoque: 'radio', region: 'MX-OAX' },
  })
  const { id } = founded.body
  t.match(founded, { status: 201, body: { miembros: [{ usuario: { nombre: 'ana' }, rol: 'administra' }] } })
  t.same((await call(`GET /api/collectives/${id}`)).body, founded.body, 'what was answered is what is there')
  t.match(await call('GET /api/collectives?region=MX-OAX'), { body: { datos: [{ id }] } })
  t.match(await call('GET /api/collectives?region=MX-CHP'), { body: { datos: [] } })

  const members = `/api/collectives/${id}/members`
  const invited = await call(`POST ${members}`, { token: ana.token, body: { usuario_id: luz.usuario.id } })
  t.match(invited, { status: 200, body: { estado: 'propuesta', rol: 'integrante', fecha_ingreso: null } })
  const shown = async (token?: string) =>
    (await call(`GET /api/collectives/${id}`, token === undefined ? {} : { token })).body.miembros.length
  t.equal(await shown(), 1, 'whom it invites is not everybody’s to know')
  t.equal(await shown(luz.token), 2)

  const change = (token: string, body: object) => call(`PUT ${members}/${luz.usuario.id}`, { token, body })
  t.equal((await change(ana.token, { estado: 'aceptada' })).status, 403, 'nobody accepts for somebody else')
  t.equal((await change(luz.token, { rol: 'administra' })).status, 403)
  t.match(await change(luz.token, { estado: 'aceptada' }), { body: { estado: 'aceptada', fecha_ingreso: Number } })
  t.equal(await shown(), 2)
})

t.test('a collective that has members keeps somebody who administers it', async (t) => {
  const { call, ana, luz } = await open(t)
  const { id } = (await call('POST /api/collectives', { token: ana.token, body: { nombre: 'Voces' } })).body
  const members = `/api/collectives/${id}/members`
  await call(`POST ${members}`, { token: ana.token, body: { usuario_id: luz.usuario.id } })
  await call(`PUT ${members}/${luz.usuario.id}`, { token: luz.token, body: { estado: 'aceptada' } })
  const leave = () => call(`DELETE ${members}/${ana.usuario.id}`, { token: ana.token })
  t.match(await leave(), { status: 409, body: { error: { codigo: 'colectivo_sin_quien_administre' } } })
  const lower = { token: ana.token, body: { rol: 'integrante' } }
  t.equal((await call(`PUT ${members}/${ana.usuario.id}`, lower)).status, 409)
  await call(`PUT ${members}/${luz.usuario.id}`, { token: ana.token, body: { rol: 'administra' } })
  t.equal((await leave()).status, 204)
  t.equal((await call(`PUT /api/collectives/${id}`, { token: ana.token, body: { nombre: 'Otra' } })).status, 403)
})

t.test('a collective changes over the version that was read', async (t) => {
  const { call, ana } = await open(t)
  const { id } = (await call('POST /api/collectives', { token: ana.token, body: { nombre: 'Voces' } })).body
  const change = (ifMatch: string, nombre: string) =>
    call(`PUT /api/collectives/${id}`, { token: ana.token, body: { nombre }, headers: { 'if-match': ifMatch } })
  t.match(await change('"1"', 'Voces del cerro'), { status: 200, body: { nombre: 'Voces del cerro', version: 2 } })
  t.equal((await change('"1"', 'Otras')).status, 412)
})
