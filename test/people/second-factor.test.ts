import { generateSync } from 'otplib'
import t from 'tap'
import { openBox } from '../http/box.ts'

const clave = 'una clave larga de prueba'
const refused = (status: number, codigo: string) => ({ status, body: { error: { codigo } } })

/** A box, and somebody with an authenticator in their phone. */
const open = async (t: Parameters<typeof openBox>[0]) => {
  const box = await openBox(t)
  const { call, clock, person } = box
  const ana = await person('creador', 'ana')
  const { id } = ana.usuario
  const own = (key: string, body?: unknown, token = ana.token) =>
    call(key, { token, ...(body !== undefined && { body }) })
  const login = (given: object = {}) =>
    call('POST /api/users/login', { body: { email: 'ana@ejemplo.org', clave, ...given } })
  const codeAt = (secret: string, at: number) => generateSync({ secret, epoch: at / 1000 })
  const enrolled = async (): Promise<{ secreto: string; recuperacion: string[] }> => {
    const { secreto } = (await own(`POST /api/users/${id}/totp`)).body
    const codigo_totp = codeAt(secreto, clock.wall())
    const { body } = await own(`POST /api/users/${id}/totp/confirm`, { codigo_totp })
    return { secreto, recuperacion: body.recuperacion }
  }
  return { ...box, ana, id, own, login, codeAt, enrolled }
}

t.test('from its confirmation on a sign-in asks for a code, and each serves once', async (t) => {
  const { own, id, login, codeAt, clock } = await open(t)
  const { status, body } = await own(`POST /api/users/${id}/totp`)
  t.equal(status, 201)
  const address = new URL(body.url_otpauth)
  t.equal(decodeURIComponent(address.pathname), '/ComuniArte Nodo:ana@ejemplo.org')
  t.equal(address.searchParams.get('secret'), body.secreto)
  t.match(await login(), { status: 200 }, 'it is only enrolled')
  t.match(await own(`GET /api/users/${id}`), { body: { con_totp: false } })

  const codigo_totp = codeAt(body.secreto, clock.wall())
  const confirm = (code: string) => own(`POST /api/users/${id}/totp/confirm`, { codigo_totp: code })
  t.match(await confirm(codeAt(body.secreto, clock.wall() + 90_000)), refused(422, 'datos_invalidos'))
  const confirmed = await confirm(codigo_totp)
  t.equal(confirmed.status, 200)
  t.equal(new Set(confirmed.body.recuperacion).size, 10)
  t.match(await own(`GET /api/users/${id}`), { body: { con_totp: true } })
  t.match(await confirm(codigo_totp), refused(409, 'totp_activo'))
  t.match(await own(`POST /api/users/${id}/totp`), refused(409, 'totp_activo'))

  t.match(await login(), refused(401, 'codigo_totp_requerido'))
  t.match(await login({ clave: 'no es esta clave', codigo_totp }), refused(401, 'ingreso_incorrecto'))
  t.match(await login({ codigo_totp }), refused(401, 'codigo_totp_incorrecto'), 'it served for the confirmation')
  clock.advance(30_000)
  const next = codeAt(body.secreto, clock.wall())
  const both = await Promise.all([1, 2].map(() => login({ codigo_totp: `${next.slice(0, 3)} ${next.slice(3)}` })))
  t.same(both.map(({ status }) => status).toSorted(), [200, 401])

  t.equal((await own(`DELETE /api/users/${id}/totp`)).status, 204)
  t.match(await login(), { status: 200 })
  t.equal((await own(`DELETE /api/users/${id}/totp`)).status, 204, 'and again')
})

t.test('a code of recovery stands once for one of the authenticator, as it is typed', async (t) => {
  const { login, enrolled } = await open(t)
  const { recuperacion } = await enrolled()
  const [first = ''] = recuperacion
  t.match(await login({ codigo_totp: first.toLowerCase().replace('-', ' ') }), { status: 200 })
  t.match(await login({ codigo_totp: first }), refused(401, 'codigo_totp_incorrecto'))
  for (const codigo_totp of recuperacion.slice(1)) t.match(await login({ codigo_totp }), { status: 200 })
})

t.test('a box that does not know the time goes by that of the caller, and never back', async (t) => {
  const { own, id, login, codeAt, clock } = await open(t)
  const { secreto } = (await own(`POST /api/users/${id}/totp`)).body
  const years = 3 * 365 * 86_400_000
  const there = () => clock.wall() + years
  const sent = (at: number) => ({ codigo_totp: codeAt(secreto, at), enviado_en: at })
  t.match(await own(`POST /api/users/${id}/totp/confirm`, { codigo_totp: codeAt(secreto, there()) }), { status: 422 })
  const { recuperacion } = (await own(`POST /api/users/${id}/totp/confirm`, sent(there()))).body
  clock.advance(60_000)
  t.match(await login({ codigo_totp: codeAt(secreto, there()) }), refused(401, 'codigo_totp_incorrecto'))
  t.match(await login(sent(there())), { status: 200 })
  t.match(await login(sent(there() - 90_000)), refused(401, 'codigo_totp_incorrecto'), 'somebody saw an older one')
  t.match(await login({ codigo_totp: recuperacion[0] }), { status: 200 }, 'a code of recovery serves at any time')
})

t.test('a box that knows the time goes by its own', async (t) => {
  const { login, codeAt, enrolled, clock } = await open(t)
  const { secreto } = await enrolled()
  await clock.setWall(clock.wall(), 'ntp')
  clock.advance(120_000)
  const later = clock.wall() + 3_600_000
  t.match(await login({ codigo_totp: codeAt(secreto, later), enviado_en: later }), { status: 401 })
  t.match(await login({ codigo_totp: codeAt(secreto, clock.wall() - 30_000), enviado_en: later }), { status: 200 })
})

t.test('who has the password cannot try codes through, and keeps nobody from a code of recovery', async (t) => {
  const { login, enrolled } = await open(t)
  const { recuperacion } = await enrolled()
  const tries = []
  for (let n = 0; n < 5; n++) tries.push(await login({ codigo_totp: '000000' }))
  for (const one of tries) t.match(one, refused(401, 'codigo_totp_incorrecto'))
  const slow = await Promise.all([1, 2].map(() => login({ codigo_totp: '000000' })))
  t.ok(slow.some(({ status }) => status === 429))
  t.match(await login({ codigo_totp: recuperacion[0] }), { status: 200 })
})

t.test('a code of an admin asks for the second factor, unless it takes that away', async (t) => {
  const { call, person, id, codeAt, enrolled, clock, login } = await open(t)
  const { secreto } = await enrolled()
  const admin = await person('admin', 'jefa')
  const codeFor = async (body: object) =>
    (await call(`POST /api/users/${id}/reset-code`, { token: admin.token, body })).body.codigo
  const claim = (body: object) => call('POST /api/users/claim', { body: { clave, ...body } })
  const codigo = await codeFor({})
  t.match(await claim({ codigo }), refused(401, 'codigo_totp_requerido'))
  t.match(await claim({ codigo, codigo_totp: '000000' }), refused(401, 'codigo_totp_incorrecto'))
  clock.advance(30_000)
  t.match(await claim({ codigo, codigo_totp: codeAt(secreto, clock.wall()) }), { status: 200 })
  t.match(await claim({ codigo: await codeFor({ quitar_totp: true }) }), { status: 200 })
  t.match(await login(), { status: 200 })
})

t.test('a second factor is nobody’s but one’s own, and its secrets stand in no log, list or record', async (t) => {
  const { call, person, own, ana, id, enrolled, accounts, lines } = await open(t)
  const admin = await person('admin', 'jefa')
  for (const key of [`POST /api/users/${id}/totp`, `DELETE /api/users/${id}/totp`])
    t.match(await own(key, undefined, admin.token), refused(403, 'sin_permiso'))
  t.match(await call(`POST /api/users/${id}/totp`), { status: 401 })
  t.match(
    await own(`POST /api/users/${id}/totp/confirm`, { codigo_totp: '000000' }),
    refused(409, 'totp_sin_inscribir'),
  )
  const { secreto, recuperacion } = await enrolled()
  const told = [
    await accounts.list(),
    (await call('POST /api/users/refresh', { body: { refresh: ana.refresh } })).body,
    (await call(`GET /api/users/${id}`, { token: admin.token })).body,
    lines,
  ]
  for (const secret of [secreto, ...recuperacion]) t.notOk(JSON.stringify(told).includes(secret))
  await accounts.setPassword('ana@ejemplo.org', clave, { quitar_totp: true })
  t.match(await call('POST /api/users/login', { body: { email: 'ana@ejemplo.org', clave } }), { status: 200 })
})
