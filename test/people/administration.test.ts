import t from 'tap'
import { newId } from '../../src/model/ids.ts'
import { at } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

const clave = 'una clave larga de prueba'
const refused = (status: number, codigo: string) => ({ status, body: { error: { codigo } } })

const open = async (t: Parameters<typeof openBox>[0]) => {
  const box = await openBox(t)
  const admin = await box.person('admin', 'jefa')
  const asAdmin = (key: string, body?: unknown) =>
    box.call(key, { token: admin.token, ...(body !== undefined && { body }) })
  const codeFor = async (id: string, body = {}) => (await asAdmin(`POST /api/users/${id}/reset-code`, body)).body.codigo
  const claim = (body: object) => box.call('POST /api/users/claim', { body })
  const login = (email: string, given = clave) => box.call('POST /api/users/login', { body: { email, clave: given } })
  return { ...box, admin, asAdmin, codeFor, claim, login }
}

t.test('an elder without email gets an account, and with a code their own way in', async (t) => {
  const { call, asAdmin, codeFor, claim, login } = await open(t)
  const made = await asAdmin('POST /api/users', { nombre: 'Doña Chelo', tipo_usuario: 'creador', region: 'MX-OAX' })
  t.match(made, {
    status: 201,
    body: { nombre: 'Doña Chelo', email: null, tipo_usuario: 'creador', con_clave: false, activo: true, version: 1 },
  })
  const { id } = made.body
  t.match(await call(`GET /api/users/${id}`), { status: 200, body: { nombre: 'Doña Chelo' } })

  const codigo = await codeFor(id)
  t.match(codigo, /^[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$/)
  t.match(await claim({ codigo, clave }), {
    status: 422,
    body: { error: { codigo: 'datos_invalidos', detalles: [{ campo: 'email' }] } },
  })
  t.match(await claim({ codigo, clave, email: 'jefa@ejemplo.org' }), refused(409, 'email_ocupado'))
  t.match(await claim({ codigo, clave: 'ñ'.repeat(40), email: 'chelo@ejemplo.org' }), { status: 422 })
  const typed = codigo.toLowerCase().replace('-', ' ')
  const claimed = await claim({ codigo: typed, clave, email: 'Chelo@Ejemplo.org' })
  t.match(claimed, { status: 200, body: { usuario: { id, email: 'chelo@ejemplo.org' } } }, 'as a person types it')
  t.notOk(JSON.stringify(claimed.body).includes('"codigo"'))
  t.equal((await call('GET /api/live/keys', { token: claimed.body.token })).status, 200)
  t.match(await login('chelo@ejemplo.org'), { status: 200, body: { usuario: { id } } })
  t.match(await claim({ codigo, clave, email: 'otra@ejemplo.org' }), refused(401, 'codigo_incorrecto'), 'it is used up')
})

t.test('the same account is not made twice by a request that comes again', async (t) => {
  const { call, admin, accounts } = await open(t)
  const send = () =>
    call('POST /api/users', {
      token: admin.token,
      body: { nombre: 'Doña Chelo', tipo_usuario: 'espectador' },
      headers: { 'idempotency-key': 'k1' },
    })
  const [first, again] = [await send(), await send()]
  t.same(again.body, first.body)
  t.equal((await accounts.list()).length, 2)
})

t.test('who forgot their password sets a new one with a code, and every device of before is out', async (t) => {
  const { call, person, clock, codeFor, claim, login } = await open(t)
  const ana = await person('creador', 'ana')
  const first = await codeFor(ana.usuario.id)
  const codigo = await codeFor(ana.usuario.id)
  t.match(await claim({ codigo: first, clave }), refused(401, 'codigo_incorrecto'), 'a later one took its place')
  clock.advance(7 * 24 * 3_600_000 - 1)
  const nueva = 'otra clave bien larga'
  const { body } = await claim({ codigo, clave: nueva })
  t.equal(body.usuario.email, 'ana@ejemplo.org')
  t.equal((await call('GET /api/live/keys', { token: body.token })).status, 200)
  t.equal((await call('POST /api/users/refresh', { body: { refresh: ana.refresh } })).status, 401)
  t.match(await login('ana@ejemplo.org'), { status: 401 })
  t.match(await login('ana@ejemplo.org', nueva), { status: 200 })
})

t.test('a code lasts seven days of node time, and guessing is slowed down', async (t) => {
  const { person, clock, asAdmin, claim } = await open(t)
  const ana = await person('creador', 'ana')
  const given = await asAdmin(`POST /api/users/${ana.usuario.id}/reset-code`, {})
  t.match(await asAdmin(`POST /api/users/${newId(at)}/reset-code`, {}), refused(404, 'usuario_no_encontrado'))
  t.match(given, { status: 201, body: { vence_en: clock.wall() + 7 * 24 * 3_600_000 } })
  clock.advance(7 * 24 * 3_600_000)
  t.match(await claim({ codigo: given.body.codigo, clave }), refused(401, 'codigo_incorrecto'))
  for (let n = 0; n < 4; n++) await claim({ codigo: 'AAAAA-AAAAA', clave })
  const slow = await Promise.all([1, 2].map(() => claim({ codigo: 'AAAAA-AAAAA', clave })))
  t.ok(
    slow.some(({ status }) => status === 429),
    'the sixth waits, and another at once is refused',
  )
})

t.test('a person changes their password, stays where they are and is out everywhere else', async (t) => {
  const { call, person, login } = await open(t)
  const ana = await person('creador', 'ana')
  const phone = (await login('ana@ejemplo.org')).body
  const nueva = 'otra clave bien larga'
  const change = (clave_actual: string, clave_nueva: string) =>
    call(`PUT /api/users/${ana.usuario.id}/password`, { token: ana.token, body: { clave_actual, clave_nueva } })
  t.match(await change('no es esta clave', nueva), refused(403, 'clave_incorrecta'))
  t.match(await change(clave, 'ñ'.repeat(40)), {
    status: 422,
    body: { error: { detalles: [{ campo: 'clave_nueva' }] } },
  })
  t.equal((await change(clave, nueva)).status, 204)
  t.equal((await call('GET /api/live/keys', { token: ana.token })).status, 200)
  t.equal((await call('POST /api/users/refresh', { body: { refresh: ana.refresh } })).status, 200)
  t.equal((await call('GET /api/live/keys', { token: phone.token })).status, 401)
  t.equal((await call('POST /api/users/refresh', { body: { refresh: phone.refresh } })).status, 401)
  t.match(await login('ana@ejemplo.org', nueva), { status: 200 })
})

t.test('who may not enter any more is out at once, comes in no way, and may be let in again', async (t) => {
  const { call, person, asAdmin, codeFor, claim, login } = await open(t)
  const ana = await person('creador', 'ana')
  const { id } = ana.usuario
  const codigo = await codeFor(id)
  const closed = await asAdmin(`PUT /api/users/${id}/status`, { activo: false, motivo: 'mandó insultos' })
  t.match(closed, { status: 200, body: { id, activo: false, version: 2 } })
  t.equal((await call('GET /api/live/keys', { token: ana.token })).status, 401)
  t.equal((await call('POST /api/users/refresh', { body: { refresh: ana.refresh } })).status, 401)
  t.match(await login('ana@ejemplo.org'), refused(401, 'ingreso_incorrecto'))
  t.match(await claim({ codigo, clave }), refused(401, 'codigo_incorrecto'))
  t.match(await asAdmin(`POST /api/users/${id}/reset-code`, {}), refused(409, 'cuenta_inactiva'))
  t.match(await asAdmin(`PUT /api/users/${id}/status`, { activo: true, motivo: 'pidió perdón', version: 1 }), {
    status: 409,
  })
  t.match(await asAdmin(`PUT /api/users/${id}/status`, { activo: true, motivo: 'pidió perdón' }), { status: 200 })
  t.match(await login('ana@ejemplo.org'), { status: 200 })
})

t.test('a role changes at once, nobody changes their own up, and the last admin stays one', async (t) => {
  const { call, person, asAdmin, admin, accounts } = await open(t)
  const ana = await person('espectador', 'ana')
  const status = (id: string, body: object) => asAdmin(`PUT /api/users/${id}/status`, body)
  const up = { tipo_usuario: 'admin', motivo: 'coordina' }
  t.equal((await call(`PUT /api/users/${ana.usuario.id}/status`, { token: ana.token, body: up })).status, 403)
  for (const body of [
    { tipo_usuario: 'creador', motivo: 'se va' },
    { activo: false, motivo: 'se va' },
  ])
    t.match(await status(admin.usuario.id, body), refused(409, 'ultimo_admin'))
  t.match(await status(ana.usuario.id, { motivo: 'nada' }), refused(422, 'datos_invalidos'))
  t.match(await status(ana.usuario.id, { activo: true }), { status: 422 }, 'a reason is asked for')
  t.match(await status(newId(at), up), refused(404, 'usuario_no_encontrado'))
  t.match(await status(ana.usuario.id, up), { status: 200, body: { tipo_usuario: 'admin' } })
  t.equal((await call('GET /api/live/keys', { token: ana.token })).status, 401, 'the token told another role')
  t.match(await status(admin.usuario.id, { tipo_usuario: 'creador', motivo: 'se va' }), { status: 200 })
  t.equal((await asAdmin('GET /api/system/metrics')).status, 401)
  t.match(await accounts.byEmail('jefa@ejemplo.org'), { tipo_usuario: 'creador' })
})

t.test('what admins do stands in the audit, by whom and upon whom, and a code nowhere', async (t) => {
  const { asAdmin, admin, codeFor, accounts } = await open(t)
  const { id } = (await asAdmin('POST /api/users', { nombre: 'Luz', tipo_usuario: 'espectador' })).body
  const codigo = await codeFor(id, { quitar_totp: true })
  await asAdmin(`PUT /api/users/${id}/status`, { activo: false, motivo: 'se mudó' })
  await accounts.setRole(id, 'creador')
  await asAdmin(`PUT /api/users/${id}`, { bio: 'Decimista' })
  const jefa = { id: admin.usuario.id, nombre: 'jefa' }
  const all = await asAdmin(`GET /api/system/audit?objeto=usuarios/${id}`)
  t.match(all, { status: 200, body: { siguiente: null } })
  t.match(all.body.datos, [
    { actor: jefa, accion: 'perfil', antes: { bio: '' }, despues: { bio: 'Decimista' } },
    { actor: null, accion: 'estado', antes: { tipo_usuario: 'espectador' }, despues: { tipo_usuario: 'creador' } },
    { actor: jefa, accion: 'estado', antes: { activo: true }, despues: { activo: false, motivo: 'se mudó' } },
    { actor: jefa, accion: 'codigo', antes: null, despues: { quita_totp: true } },
    { actor: jefa, accion: 'alta', antes: null, despues: { nombre: 'Luz', email: null } },
  ])
  t.equal(all.body.datos.length, 5)
  t.notOk(JSON.stringify(all.body).includes(codigo))

  const first = await asAdmin(`GET /api/system/audit?actor=${admin.usuario.id}&limite=2`)
  const rest = await asAdmin(`GET /api/system/audit?actor=${admin.usuario.id}&cursor=${first.body.siguiente}`)
  t.same(
    [...first.body.datos, ...rest.body.datos].map(({ accion }) => accion),
    ['perfil', 'estado', 'codigo', 'alta'],
  )
  t.match(await asAdmin('GET /api/system/audit?cursor=x'), refused(422, 'cursor_invalido'))
})
