import t from 'tap'
import { openBox } from './box.ts'

t.test('sign-ins, registrations and writes are limited for a minute of node time', async (t) => {
  const { call, person, clock, values, password } = await openBox(t, { settings: {} })
  const ana = await person('creador', 'ana')
  const luz = await person('creador', 'luz')
  // Run-time settings: what changes while the box runs counts from the next request.
  Object.assign(values, { login_per_minute: 3, register_per_minute: 1, writes_per_minute: 2 })
  clock.advance(60_000)

  const refused = { status: 429, body: { error: { codigo: 'demasiadas_peticiones' } } }
  const login = () => call('POST /api/users/login', { body: { email: 'ana@ejemplo.org', clave: password } })
  for (let n = 0; n < 3; n++) t.equal((await login()).status, 200)
  clock.advance(20_500)
  const over = await login()
  t.match(over, refused)
  t.equal(over.headers.get('retry-after'), '40', 'seconds until the minute is over')
  t.match(over.body.error.mensaje, /espera 40 segundos/)

  const register = () => call('POST /api/users/register', { body: {} })
  t.equal((await register()).status, 422)
  t.match(await register(), refused)

  const write = (token: string) => call('POST /api/live/keys', { token, body: { nombre: 'x' } })
  t.equal((await write(ana.token)).status, 201)
  t.equal((await call('POST /api/live/start', { token: ana.token, body: { titulo: 'x' } })).status, 201)
  t.match(await write(ana.token), refused, 'writes of one account count together')
  t.equal((await write(luz.token)).status, 201, 'and those of another apart')
  t.equal((await call('GET /api/live/keys', { token: ana.token })).status, 200, 'reading is no write')

  clock.advance(60_000)
  t.equal((await login()).status, 200)
  t.equal((await register()).status, 422)
  t.equal((await write(ana.token)).status, 201)
})
