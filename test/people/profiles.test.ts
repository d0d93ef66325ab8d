import t from 'tap'
import { newId } from '../../src/model/ids.ts'
import { collective, membership } from '../contract/acts.ts'
import { at } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

const own = ['email', 'tipo_usuario', 'intereses', 'preferencias', 'ultimo_acceso_en', 'activo']

t.test('everybody sees who a person is; the rest is theirs and the admins’', async (t) => {
  const { call, person } = await openBox(t)
  const ana = await person('creador', 'ana')
  const [luz, admin] = [await person('creador', 'luz'), await person('admin')]
  const where = `GET /api/users/${ana.usuario.id}`
  for (const token of [undefined, luz.token]) {
    const { status, body } = await call(where, token === undefined ? {} : { token })
    t.match({ status, body }, { status: 200, body: { nombre: 'ana', artista: null, bio: '', perfil_redes: {} } })
    t.same(
      own.filter((field) => field in body),
      [],
    )
    t.same(
      Object.keys(body).filter((field) => /hash|clave|totp|lamport/.test(field)),
      [],
    )
  }
  for (const { token } of [ana, admin])
    t.match((await call(where, { token })).body, {
      email: 'ana@ejemplo.org',
      tipo_usuario: 'creador',
      activo: true,
      preferencias: { ahorro_datos: false },
    })
  for (const id of [newId(at), 'nadie'])
    t.match(await call(`GET /api/users/${id}`), { status: 404, body: { error: { codigo: 'usuario_no_encontrado' } } })
})

t.test('who may not enter any more is there for themself and admins alone', async (t) => {
  const { call, person, storage } = await openBox(t)
  const [ana, admin] = [await person('creador', 'ana'), await person('admin')]
  await storage.accounts.setStanding(ana.usuario.id, { activo: false }, { actor_id: null, fecha: at })
  const where = `GET /api/users/${ana.usuario.id}`
  t.equal((await call(where)).status, 404)
  t.match(await call(where, { token: admin.token }), { status: 200, body: { activo: false } })
})

t.test('a person says who they are, and what they do not name stays', async (t) => {
  const { call, person } = await openBox(t)
  const { token, usuario } = await person('creador', 'ana')
  const where = `PUT /api/users/${usuario.id}`
  const said = {
    nombre: 'Ana de Tlacotalpan',
    bio: 'Decimista.\nDesde 1998.',
    region: 'MX-VER',
    idioma: 'es-MX',
    intereses: ['son', 'décima'],
    imagen: '/media/personas/ana.webp',
    perfil_redes: { mastodon: 'https://red.example/@ana' },
    artista: { trayectoria: 'veinte años', enfoque_social: 'agua' },
    preferencias: { ahorro_datos: true, calidad_max: 360, notificaciones: { seguidor: false } },
  }
  const changed = await call(where, { token, body: said })
  t.match(changed, { status: 200, body: { ...said, version: 2, artista: { bio: '', colectivo_id: null } } })
  t.equal(changed.body.preferencias.pausar_historial, false)
  const again = await call(where, { token, body: { region: null, preferencias: { pausar_historial: true } } })
  t.match(again, {
    status: 200,
    body: { ...said, region: null, preferencias: { ahorro_datos: true, pausar_historial: true }, version: 3 },
  })
  const guest = (await call(`GET /api/users/${usuario.id}`)).body
  t.match(guest, { bio: said.bio, artista: { trayectoria: 'veinte años' } })
  t.notOk('intereses' in guest)
})

t.test('what would harm whoever looks at a profile is refused, with the field that is wrong', async (t) => {
  const { call, person } = await openBox(t)
  const { token, usuario } = await person('creador', 'ana')
  const wrong: [string, object][] = [
    ['perfil_redes.web', { perfil_redes: { web: 'javascript:alert(1)' } }],
    ['perfil_redes.web', { perfil_redes: { web: 'https://ana example' } }],
    ['imagen', { imagen: 'https://otra.example/rastreo.png' }],
    ['imagen', { imagen: '/media/../api/users' }],
    ['nombre', { nombre: '   ' }],
    ['idioma', { idioma: '¿?' }],
    ['email', { email: 'otra@ejemplo.org' }],
    ['tipo_usuario', { tipo_usuario: 'admin' }],
    ['activo', { activo: false }],
    ['preferencias.color', { preferencias: { color: 'rojo' } }],
    ['artista.id', { artista: { id: usuario.id } }],
  ]
  for (const [campo, body] of wrong) {
    const answer = await call(`PUT /api/users/${usuario.id}`, { token, body })
    t.match(answer, { status: 422, body: { error: { detalles: [{ campo }] } } }, campo)
  }
  t.match((await call(`GET /api/users/${usuario.id}`, { token })).body, { version: 1, tipo_usuario: 'creador' })
})

t.test('two who change one profile over one version: the second is told', async (t) => {
  const { call, person } = await openBox(t)
  const [ana, admin] = [await person('creador', 'ana'), await person('admin')]
  const where = `PUT /api/users/${ana.usuario.id}`
  t.equal((await call(where, { token: admin.token, body: { bio: 'uno', version: 1 } })).status, 200)
  t.match(await call(where, { token: ana.token, body: { bio: 'dos', version: 1 } }), {
    status: 409,
    body: { error: { codigo: 'version_distinta' } },
  })
  t.equal((await call(where, { token: ana.token, body: { bio: 'dos' }, headers: { 'if-match': '"1"' } })).status, 412)
  t.equal((await call(where, { token: ana.token, body: { bio: 'dos' }, headers: { 'if-match': '"2"' } })).status, 200)
})

t.test('an artist names a collective that took them in, and no other', async (t) => {
  const { call, person, storage } = await openBox(t)
  const [ana, luz] = [await person('creador', 'ana'), await person('creador', 'luz')]
  const circle = collective()
  const first = membership(ana.usuario.id, circle.id, { estado: 'aceptada', fecha_ingreso: at })
  await storage.collectives.create(circle, first)
  await storage.memberships.invite(membership(luz.usuario.id, circle.id))
  const name = ({ token, usuario }: typeof ana, colectivo_id: string | null) =>
    call(`PUT /api/users/${usuario.id}`, { token, body: { artista: { colectivo_id } } })
  t.match(await name(ana, circle.id), { status: 200, body: { artista: { colectivo_id: circle.id } } })
  const refused = { status: 404, body: { error: { codigo: 'membresia_no_encontrada' } } }
  t.match(await name(luz, circle.id), refused, 'an invitation is none')
  t.match(await name(ana, newId(at)), refused)
  t.match(await name(ana, null), { status: 200, body: { artista: { colectivo_id: null } } })
})
