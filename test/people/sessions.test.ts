import t from 'tap'
import { createAccessTokens } from '../../src/people/access-token.ts'
import { createTestClock, openBox } from '../http/box.ts'

const open = async (t: Parameters<typeof openBox>[0]) => {
  const box = await openBox(t)
  const laptop = await box.person('creador', 'ana')
  const { id } = laptop.usuario
  const enter = async (agent: string): Promise<typeof laptop> =>
    (
      await box.call('POST /api/users/login', {
        body: { email: 'ana@ejemplo.org', clave: box.password },
        headers: { 'user-agent': agent },
      })
    ).body
  const where = `/api/users/${id}/sessions`
  /** What the devices of a person still may. */
  const holds = async ({ token, refresh }: typeof laptop) => ({
    token: (await box.call('GET /api/live/keys', { token })).status === 200,
    refresh: (await box.call('POST /api/users/refresh', { body: { refresh } })).status === 200,
  })
  return { ...box, laptop, id, enter, where, holds }
}
const out = { token: false, refresh: false }
const inside = { token: true, refresh: true }

t.test('a person sees their devices, the last used first, and which one asks', async (t) => {
  const { call, laptop, enter, where, clock } = await open(t)
  clock.advance(60_000)
  const phone = await enter('Mozilla/5.0 (Linux; Android 15) Firefox')
  clock.advance(60_000)
  const renewed = await call('POST /api/users/refresh', { body: { refresh: laptop.refresh } })
  const { status, body } = await call(`GET ${where}`, { token: renewed.body.token })
  t.match({ status, body }, { status: 200, body: { total: 2, siguiente: null } })
  t.match(body.datos, [
    { actual: true, usada_en: clock.wall(), creada_en: clock.wall() - 120_000 },
    { actual: false, dispositivo: 'Android', ip: '127.0.0.1', agente: /Firefox/ },
  ])
  t.notOk(JSON.stringify(body).includes('hash'))
  t.match((await call(`GET ${where}?limite=1`, { token: phone.token })).body, {
    datos: [{ id: body.datos[0].id, actual: false }],
    siguiente: body.datos[0].id,
  })
})

t.test('a device that is signed out is out at once, with the access token that it holds', async (t) => {
  const { call, laptop, enter, where, holds } = await open(t)
  const phone = await enter('teléfono')
  const { datos } = (await call(`GET ${where}`, { token: laptop.token })).body
  const { id } = datos.find(({ actual }: { actual: boolean }) => !actual)
  t.equal((await call(`DELETE ${where}/${id}`, { token: laptop.token })).status, 204)
  t.same(await holds(phone), out)
  t.same(await holds(laptop), inside)
  for (const gone of [id, 'ninguna'])
    t.match(await call(`DELETE ${where}/${gone}`, { token: laptop.token }), {
      status: 404,
      body: { error: { codigo: 'sesion_no_encontrada' } },
    })
})

t.test('nobody signs out somebody else’s device by naming it as their own', async (t) => {
  const { call, person, laptop, where, holds } = await open(t)
  const luz = await person('creador', 'luz')
  const { datos } = (await call(`GET ${where}`, { token: laptop.token })).body
  const theirs = `DELETE /api/users/${luz.usuario.id}/sessions/${datos[0].id}`
  t.equal((await call(theirs, { token: luz.token })).status, 404)
  t.equal((await call(`DELETE ${where}/${datos[0].id}`, { token: luz.token })).status, 403)
  t.same(await holds(laptop), inside)
})

t.test('all devices but the one that asks are signed out; an admin signs out all of somebody', async (t) => {
  const { call, person, laptop, enter, where, holds } = await open(t)
  const [phone, radio] = [await enter('teléfono'), await enter('radio')]
  t.equal((await call(`DELETE ${where}`, { token: phone.token })).status, 204)
  t.same([await holds(laptop), await holds(radio)], [out, out])
  const tablet = await enter('tableta')
  const admin = await person('admin')
  t.equal((await call(`DELETE ${where}`, { token: admin.token })).status, 204)
  t.same([await holds(phone), await holds(tablet)], [out, out])
  t.same(await holds(admin), inside)
})

t.test('whoever leaves, is the eleventh’s oldest, or whose token comes twice, is out at once', async (t) => {
  const { call, laptop, enter, holds } = await open(t)
  const phone = await enter('teléfono')
  await call('POST /api/users/logout', { body: { refresh: phone.refresh } })
  t.same(await holds(phone), out)

  const copied = await enter('copiado')
  const renewed = (await call('POST /api/users/refresh', { body: { refresh: copied.refresh } })).body
  await call('POST /api/users/refresh', { body: { refresh: copied.refresh } })
  t.same(await holds(renewed), out)

  for (let n = 0; n < 10; n++) await enter(`el ${n}`)
  t.same(await holds(laptop), out)
})

t.test('what is cut is an account or a device, until its tokens are over anyway', async (t) => {
  const clock = createTestClock()
  const tokens = createAccessTokens(clock)
  const given = (sub: string, sesion: string) => {
    return { sub, sesion, arranque: 1, vence_nodo_ms: clock.now() + 15 * 60_000 }
  }
  const [phone, laptop, theirs] = [given('ana', 'a1'), given('ana', 'a2'), given('luz', 'l1')]
  const held = () => [phone, laptop, theirs].map(tokens.holds)
  t.same(held(), [true, true, true])
  tokens.cut('ana', 'a2')
  t.same(held(), [false, true, true])
  clock.advance(1)
  t.equal(tokens.holds(given('ana', 'a1')), true, 'what is given after it holds')
  tokens.end(['l1'])
  t.same(held(), [false, true, false])
  tokens.cut('ana')
  t.same(held(), [false, false, false])
})
