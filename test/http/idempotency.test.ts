import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openBox } from './box.ts'

const key = (name: string) => ({ 'idempotency-key': name })

t.test('a creation that is asked for twice under one key is made once and answered alike', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('creador')
  const start = (titulo: string, name: string) =>
    call('POST /api/live/start', { token, body: { titulo }, headers: key(name) })
  const first = await start('Mañanas', 'uno')
  const again = await start('Mañanas', 'uno')
  t.equal(again.status, 201)
  t.same(again.body, first.body, 'the key of the encoder too')
  t.match(await start('Tardes', 'uno'), { status: 422, body: { error: { codigo: 'clave_idempotencia_distinta' } } })
  t.not((await start('Mañanas', 'dos')).body.codigo, first.body.codigo)
  t.equal((await call('GET /api/live/mine', { token })).body.total, 2)
  t.not(
    (await call('POST /api/live/keys', { token, body: { nombre: 'x' }, headers: key('uno') })).status,
    422,
    'a key holds for one route',
  )
})

t.test('a key is that of one account', async (t) => {
  const { call, person } = await openBox(t)
  const ana = await person('creador', 'ana')
  const luz = await person('creador', 'luz')
  const start = (token: string) => call('POST /api/live/start', { token, body: { titulo: 'x' }, headers: key('uno') })
  t.not((await start(ana.token)).body.codigo, (await start(luz.token)).body.codigo)
})

t.test('a request that is still under way is not begun again', async (t) => {
  const { call } = await openBox(t)
  const body = { nombre: 'Ana', email: 'ana@ejemplo.org', clave: 'una clave larga', tipo_usuario: 'creador' }
  const register = (sent: object) => call('POST /api/users/register', { body: sent, headers: key('uno') })
  const [first, second, other] = await Promise.all([
    register(body),
    register(body),
    register({ ...body, nombre: 'Luz' }),
  ])
  t.same([first.status, second.status, other.status].toSorted(), [201, 409, 422])
  t.equal([first, second, other].find(({ status }) => status === 409)?.body.error.codigo, 'clave_idempotencia_en_curso')
})

t.test('a registration that is asked for again gets the same tokens, which are kept nowhere in clear', async (t) => {
  const { call, dataDir, storage } = await openBox(t)
  const body = { nombre: 'Ana', email: 'ana@ejemplo.org', clave: 'una clave larga', tipo_usuario: 'creador' }
  const register = () => call('POST /api/users/register', { body, headers: key('clave-del-cliente') })
  const first = await register()
  t.equal(first.status, 201)
  t.same((await register()).body, first.body)
  t.equal((await storage.accounts.list(10)).length, 1)
  for (const file of readdirSync(dataDir, { withFileTypes: true, recursive: true })) {
    if (!file.isFile()) continue
    const bytes = readFileSync(join(file.parentPath, file.name), 'latin1')
    for (const secret of [first.body.refresh, first.body.token, body.clave, 'clave-del-cliente'])
      t.notOk(bytes.includes(secret), `${file.name} holds no secret`)
  }
})

t.test('what failed is not kept, and what was kept is forgotten after a day of node time', async (t) => {
  const { call, person, clock, storage } = await openBox(t)
  const { token } = await person('creador')
  const start = (body: object, bearer = token) =>
    call('POST /api/live/start', { token: bearer, body, headers: key('uno') })
  t.equal((await start({})).status, 422)
  const first = await start({ titulo: 'x' })
  t.equal(first.status, 201)
  clock.advance(24 * 3_600_000)
  await storage.boots.raise({ ...clock.boot(), techo_nodo_ms: clock.now() })
  const { body } = await call('POST /api/users/login', {
    body: { email: 'creador@ejemplo.org', clave: 'una clave larga de prueba' },
  })
  const later = await start({ titulo: 'y' }, body.token)
  t.equal(later.status, 201)
  t.not(later.body.codigo, first.body.codigo)
})

t.test('a key is between one and two hundred characters', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('creador')
  for (const name of ['', 'x'.repeat(201)])
    t.equal((await call('POST /api/live/start', { token, body: { titulo: 'x' }, headers: key(name) })).status, 422)
})
