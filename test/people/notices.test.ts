import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import t, { type Test } from 'tap'
import { notice } from '../contract/acts.ts'
import { content } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

type Box = Awaited<ReturnType<typeof openBox>>

const open = async (t: Test) => {
  const box = await openBox(t)
  const [ana, luz] = [await box.person('creador', 'ana'), await box.person('espectador', 'luz')]
  const follow = () => box.call('POST /api/network/follow', { token: luz.token, body: { creador_id: ana.usuario.id } })
  const publish = async (titulo: string) => {
    const one = content(ana.usuario.id, { tipo: 'audio', estado: 'publicado', titulo, fecha_publicacion: Date.now() })
    await box.storage.contents.createMany([one])
    return one.id
  }
  return { ...box, ana, luz, follow, publish }
}

const ticketOf = async ({ call }: Pick<Box, 'call'>, token: string): Promise<string> =>
  (await call('POST /api/users/ticket', { token })).body.boleto

/** The events of a stream, as they come. */
const listen = async (t: Test, { base }: Pick<Box, 'base'>, path: string, headers: Record<string, string>) => {
  const request = get(base + path, { headers })
  t.teardown(() => request.destroy())
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const events: { id?: string; event: string; data: Record<string, unknown> }[] = []
  let text = ''
  answer.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const whole = text.split('\n\n')
    text = whole.pop() ?? ''
    for (const one of whole) {
      const fields = Object.fromEntries(one.split('\n').map((line) => line.split(/: (.*)/s)))
      if (fields.event !== undefined) events.push({ ...fields, data: JSON.parse(fields.data) })
      answer.emit('event')
    }
  })
  answer.on('error', () => undefined)
  const over = once(answer, 'end')
  over.catch(() => undefined)
  return {
    status: answer.statusCode,
    type: answer.headers['content-type'],
    events,
    /** Resolves once so many events are there. */
    until: async (count: number) => {
      while (events.length < count) await once(answer, 'event')
      return events
    },
    over,
    end: () => request.destroy(),
  }
}

t.test('what one is told is kept, counted while it is unread, and marked', async (t) => {
  const { call, storage, ana, luz, follow, publish } = await open(t)
  await follow()
  await publish('Son')
  await storage.notices.add([notice(ana.usuario.id, { tipo: 'seguidor' })])
  const list = (token: string) => call('GET /api/notifications', { token })
  const { body } = await list(luz.token)
  t.match(body, { datos: [{ tipo: 'contenido_publicado', datos: { titulo: 'Son' }, leida_en: null }], sin_leer: 1 })
  t.match((await list(ana.token)).body, { datos: [{ tipo: 'seguidor' }], sin_leer: 1 })
  const mark = (token: string, asked: object) => call('PUT /api/notifications', { token, body: asked })
  t.match(await mark(ana.token, { leidas: [body.datos[0].id] }), { body: { sin_leer: 1 } }, 'not another’s')
  t.match(await mark(luz.token, { leidas: [body.datos[0].id] }), { body: { sin_leer: 0 } })
  t.match(await mark(ana.token, { todas: true }), { body: { sin_leer: 0 } })
  t.equal((await mark(luz.token, {})).status, 422)
  t.match((await list(luz.token)).body.datos[0], { leida_en: Number })
})

t.test('who listens is told as it happens, and what they missed when they come back', async (t) => {
  const box = await open(t)
  const { luz, follow, publish } = box
  await follow()
  const path = `/api/users/${luz.usuario.id}/events`
  const stream = await listen(t, box, path, { authorization: `Bearer ${luz.token}` })
  t.match(stream, { status: 200, type: /^text\/event-stream/ })
  await publish('Uno')
  const [first] = await stream.until(1)
  t.match(first, { event: 'contenido_publicado', data: { datos: { titulo: 'Uno' } } })
  stream.end()
  await publish('Dos')
  await publish('Tres')
  const headers = { authorization: `Bearer ${luz.token}`, 'last-event-id': first?.id ?? '' }
  const again = await listen(t, box, path, headers)
  t.match(await again.until(2), [{ data: { datos: { titulo: 'Dos' } } }, { data: { datos: { titulo: 'Tres' } } }])
  const lost = await listen(t, box, path, { ...headers, 'last-event-id': 'nunca' })
  t.match(await lost.until(1), [{ event: 'reinicio' }])
})

t.test('a stream is over where its device is signed out, or its person may not enter any more', async (t) => {
  const box = await open(t)
  const { call, luz } = box
  const admin = await box.person('admin', 'jefa')
  const path = `/api/users/${luz.usuario.id}/events`
  const other = await box.enter('luz')
  const here = await listen(t, box, path, { authorization: `Bearer ${luz.token}` })
  const there = await listen(t, box, path, { authorization: `Bearer ${other.token}` })
  await call('POST /api/users/logout', { body: { refresh: other.refresh } })
  await there.over
  const list = `GET /api/users/${luz.usuario.id}/sessions`
  t.match((await call(list, { token: luz.token })).body.datos, [{ actual: true }], 'the other device goes on')
  await call(`PUT /api/users/${luz.usuario.id}/status`, {
    token: admin.token,
    body: { activo: false, motivo: 'se mudó' },
  })
  await here.over
})

t.test('a ticket stands for its person once, where no header can be sent', async (t) => {
  const box = await open(t)
  const { call, ana, luz, clock } = box
  const path = `/api/users/${luz.usuario.id}/events`
  const boleto = await ticketOf(box, luz.token)
  t.match(await listen(t, box, `${path}?boleto=${boleto}`, {}), { status: 200 })
  t.match(await call(`GET ${path}?boleto=${boleto}`), {
    status: 401,
    body: { error: { codigo: 'credenciales_vencidas' } },
  })
  t.match(await call(`GET ${path}?boleto=${await ticketOf(box, ana.token)}`), { status: 403 })
  const late = await ticketOf(box, luz.token)
  clock.advance(60_000)
  t.equal((await call(`GET /api/notifications?boleto=${late}`)).status, 401)
  const unused = await ticketOf(box, luz.token)
  t.equal((await call('GET /api/notifications', { token: unused })).status, 401, 'and is no access token')
  t.equal((await call(`GET /api/notifications?boleto=${luz.token}`)).status, 401, 'nor is that a ticket')
  t.equal((await call(`PUT /api/notifications?boleto=${unused}`, { body: { todas: true } })).status, 401)
})

t.test('an account listens with twenty streams at once, and no more', async (t) => {
  const box = await open(t)
  const { call, luz } = box
  const path = `/api/users/${luz.usuario.id}/events`
  const headers = { authorization: `Bearer ${luz.token}` }
  const streams = await Promise.all(Array.from({ length: 20 }, () => listen(t, box, path, headers)))
  t.match(await call(`GET ${path}`, { token: luz.token }), {
    status: 429,
    body: { error: { codigo: 'demasiadas_conexiones' } },
  })
  for (const { end } of streams) end()
})
