import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openBox } from '../http/box.ts'

const clave = 'una clave larga de prueba'
const ana = { nombre: 'Ana', email: 'Ana@Ejemplo.org', clave, tipo_usuario: 'creador' }

t.test('an account is opened, found again whatever the case of its address, and never tells its secrets', async (t) => {
  const { call } = await openBox(t)
  const made = await call('POST /api/users/register', { body: { ...ana, region: 'MX-OAX', intereses: ['son'] } })
  t.match(made, {
    status: 201,
    body: { usuario: { nombre: 'Ana', email: 'ana@ejemplo.org', tipo_usuario: 'creador', region: 'MX-OAX' } },
  })
  t.same(
    Object.keys(made.body.usuario).filter((field) => /hash|clave|lamport/.test(field)),
    [],
  )
  t.match(await call('POST /api/users/register', { body: { ...ana, email: 'ANA@ejemplo.ORG' } }), {
    status: 409,
    body: { error: { codigo: 'email_ocupado' } },
  })
  const entered = await call('POST /api/users/login', { body: { email: ' ana@EJEMPLO.org ', clave } })
  t.match(entered, { status: 200, body: { usuario: { id: made.body.usuario.id } } })
  t.ok(entered.body.usuario.ultimo_acceso_en > 0)
})

t.test('nobody makes an admin of themself, and registration can be closed while the box runs', async (t) => {
  const { call, values } = await openBox(t)
  t.equal((await call('POST /api/users/register', { body: { ...ana, tipo_usuario: 'admin' } })).status, 422)
  values.registration_open = false
  t.match(await call('POST /api/users/register', { body: ana }), {
    status: 403,
    body: { error: { codigo: 'registro_cerrado' } },
  })
})

t.test('a wrong password, an unknown address and a disabled way in answer alike', async (t) => {
  const { call, person } = await openBox(t)
  await person('creador', 'ana')
  const answers = []
  for (const body of [
    { email: 'ana@ejemplo.org', clave: 'otra clave bien larga' },
    { email: 'nadie@ejemplo.org', clave },
    { email: 'no es una dirección', clave },
    { email: 'ana@ejemplo.org', clave: `${clave}${'x'.repeat(100)}` },
    { email: 'ana@ejemplo.org', clave: '' },
  ])
    answers.push(await call('POST /api/users/login', { body }))
  for (const { status, body } of answers)
    t.match({ status, body }, { status: 401, body: { error: { codigo: 'ingreso_incorrecto' } } })
  t.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1)
})

t.test('a refresh token is good for one use, and using it again ends its whole family', async (t) => {
  const { call, person } = await openBox(t)
  const first = await person('creador')
  const other = await call('POST /api/users/login', { body: { email: 'creador@ejemplo.org', clave } })
  const rotate = (refresh: string) => call('POST /api/users/refresh', { body: { refresh } })
  const second = await rotate(first.refresh)
  t.equal(second.status, 200)
  t.not(second.body.refresh, first.refresh)
  const third = await rotate(second.body.refresh)
  t.equal(third.status, 200)
  const gone = { status: 401, body: { error: { codigo: 'credenciales_vencidas' } } }
  t.match(await rotate(first.refresh), gone, 'somebody has a copy')
  t.match(await rotate(third.body.refresh), gone, 'so whoever holds the newest is out as well')
  t.equal((await rotate(other.body.refresh)).status, 200, 'another device is not concerned')
  t.match(await rotate('nunca existió'), gone)
})

t.test('of two that rotate one token at once, only one goes on', async (t) => {
  const { call, person } = await openBox(t)
  const { refresh } = await person('creador')
  const both = await Promise.all([1, 2].map(() => call('POST /api/users/refresh', { body: { refresh } })))
  t.same(both.map(({ status }) => status).toSorted(), [200, 401])
})

t.test('a refresh token lasts thirty days of node time', async (t) => {
  const { call, person, clock } = await openBox(t)
  const { refresh } = await person('creador')
  clock.advance(30 * 24 * 3_600_000 - 1)
  const rotated = await call('POST /api/users/refresh', { body: { refresh } })
  t.equal(rotated.status, 200)
  clock.advance(30 * 24 * 3_600_000)
  t.equal((await call('POST /api/users/refresh', { body: { refresh: rotated.body.refresh } })).status, 401)
})

t.test('leaving revokes the device, and leaving with an unknown token is no error', async (t) => {
  const { call, person } = await openBox(t)
  const { refresh } = await person('creador')
  t.equal((await call('POST /api/users/logout', { body: { refresh } })).status, 204)
  t.equal((await call('POST /api/users/refresh', { body: { refresh } })).status, 401)
  t.equal((await call('POST /api/users/logout', { body: { refresh: 'x' } })).status, 204)
})

t.test('a person has ten devices; the oldest goes when an eleventh comes', async (t) => {
  const { call, person } = await openBox(t)
  const devices = [await person('creador')]
  for (let n = 0; n < 10; n++)
    devices.push((await call('POST /api/users/login', { body: { email: 'creador@ejemplo.org', clave } })).body)
  t.equal((await call('POST /api/users/refresh', { body: { refresh: devices[0]!.refresh } })).status, 401)
  t.equal((await call('POST /api/users/refresh', { body: { refresh: devices[1]!.refresh } })).status, 200)
})

t.test('the one-time code of the console makes the first admin, once', async (t) => {
  const { call, accounts, dataDir } = await openBox(t)
  const file = join(dataDir, 'primer-inicio.txt')
  const codigo = accounts.firstRunCode()!
  t.match(codigo, /^[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$/)
  t.match(readFileSync(file, 'utf8'), codigo)
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal((await call('GET /api/system/status')).body.primer_inicio, true)

  const first = (code: string, email = 'jefa@ejemplo.org') =>
    call('POST /api/users/first', { body: { codigo: code, nombre: 'Jefa', email, clave } })
  const closed = { status: 403, body: { error: { codigo: 'primer_inicio_cerrado' } } }
  t.match(await first('AAAAA-AAAAA'), closed)
  const made = await first(codigo.toLowerCase().replace('-', ' '))
  t.match(made, { status: 201, body: { usuario: { tipo_usuario: 'admin' } } }, 'as a person types it')
  t.equal((await call('GET /api/system/metrics', { token: made.body.token })).status, 200)
  t.match(await first(codigo, 'otra@ejemplo.org'), closed)
  t.equal(accounts.firstRunCode(), undefined)
  t.notOk(existsSync(file))
  t.equal((await call('GET /api/system/status')).body.primer_inicio, false)
})

t.test('the settings make the first admin where there is none, and then no code is drawn', async (t) => {
  const { call, accounts, dataDir } = await openBox(t, {
    settings: { admin_email: 'Jefa@Ejemplo.org', admin_password: clave },
  })
  t.equal(accounts.firstRunCode(), undefined)
  t.notOk(existsSync(join(dataDir, 'primer-inicio.txt')))
  t.match(await call('POST /api/users/login', { body: { email: 'jefa@ejemplo.org', clave } }), {
    body: { usuario: { tipo_usuario: 'admin' } },
  })
  await accounts.start()
  t.equal((await accounts.list()).length, 1, 'a second start makes no second one')
})

t.test('an admin password of the settings that is too short or too long says which setting to change', async (t) => {
  for (const admin_password of ['corta', 'ñ'.repeat(40)])
    await t.test(admin_password, (t) =>
      t.rejects(openBox(t, { settings: { admin_email: 'a@b.org', admin_password } }), {
        code: 'ajuste_invalido',
        values: { ajuste: 'admin_password' },
      }),
    )
})

t.test('an admin made at the console closes the first run', async (t) => {
  const { accounts } = await openBox(t)
  await accounts.createUser({ nombre: 'A', email: 'a@ejemplo.org', clave, tipo_usuario: 'creador' })
  t.ok(accounts.firstRunCode())
  await accounts.setRole('a@ejemplo.org', 'admin')
  t.equal(accounts.firstRunCode(), undefined)
  await t.rejects(accounts.setRole('a@ejemplo.org', 'creador'), { code: 'ultimo_admin' })
})

t.test('the console lists, renames passwords and says whom it cannot find', async (t) => {
  const { accounts, call, person } = await openBox(t)
  const { refresh } = await person('creador', 'ana')
  await person('espectador', 'luz')
  t.same(
    (await accounts.list()).map(({ email }) => email),
    ['ana@ejemplo.org', 'luz@ejemplo.org'],
  )
  t.equal((await accounts.byEmail('ANA@ejemplo.org')).nombre, 'ana')
  t.equal('clave_hash' in (await accounts.byEmail('ana@ejemplo.org')), false)
  await accounts.setPassword('ana@ejemplo.org', 'otra clave bien larga')
  t.equal((await call('POST /api/users/login', { body: { email: 'ana@ejemplo.org', clave } })).status, 401)
  t.equal(
    (await call('POST /api/users/refresh', { body: { refresh } })).status,
    401,
    'a new password ends every session',
  )
  for (const email of ['nadie@ejemplo.org', 'nadie'])
    await t.rejects(accounts.setPassword(email, 'otra clave bien larga'), { code: 'usuario_no_encontrado' })
})
