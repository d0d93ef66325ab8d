import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { api, type RouteContract, type RouteKey } from '../../src/model/api.ts'
import { openBox } from './box.ts'

/** Bytes as they are, and all that comes back until the box closes. */
const raw = (port: number, bytes: string | Buffer) => {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  return text(socket)
}

t.test('a body that cannot be read is told apart from one that is wrong', async (t) => {
  const { base, call } = await openBox(t)
  const login = (body: BodyInit, type = 'application/json') =>
    fetch(`${base}/api/users/login`, { method: 'POST', body, headers: { 'content-type': type } })
  const codeOf = async (answer: Response) => [answer.status, (await answer.json()).error.codigo]

  t.same(await codeOf(await login('{"email":')), [400, 'peticion_malformada'])
  t.same(await codeOf(await login('')), [422, 'datos_invalidos'], 'no body at all')
  t.same(await codeOf(await login('null')), [422, 'datos_invalidos'])
  t.same(await codeOf(await login('[]')), [422, 'datos_invalidos'])
  t.same(
    await codeOf(await login(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))),
    [400, 'peticion_malformada'],
    'no UTF-8',
  )
  t.same(await codeOf(await login('{"__proto__":{"rol":"admin"},"email":"a@b","clave":"x"}')), [
    400,
    'peticion_malformada',
  ])
  t.same(await codeOf(await login('{"constructor":{"prototype":{}},"email":"a@b"}')), [400, 'peticion_malformada'])
  t.same(await codeOf(await login('a=b', 'application/x-www-form-urlencoded')), [415, 'tipo_no_admitido'])
  t.same(await codeOf(await login('{}', 'text/plain')), [415, 'tipo_no_admitido'])
  t.same(await codeOf(await login(JSON.stringify({ email: 'x'.repeat(70_000) }))), [413, 'cuerpo_demasiado_grande'])
  t.same(
    await codeOf(await login('['.repeat(30_000) + ']'.repeat(30_000))),
    [422, 'datos_invalidos'],
    'thirty thousand levels',
  )
  t.same(
    await codeOf(await login('{"email":"a@b","email":"c@d","clave":"x"}')),
    [401, 'ingreso_incorrecto'],
    'the last of two counts',
  )
  t.equal((await call('GET /healthz')).status, 200)
})

t.test('what is wrong is told field by field in the language of the reader', async (t) => {
  const { call } = await openBox(t)
  const body = { nombre: '', email: 'sin arroba', clave: 'corta', tipo_usuario: 'admin', apodo: 'x', intereses: [1] }
  const wrong = async (language?: string) => {
    const headers = language === undefined ? undefined : { 'accept-language': language }
    const { status, body: answer } = await call('POST /api/users/register', { body, ...(headers && { headers }) })
    t.equal(status, 422)
    return answer.error
  }
  t.same(await wrong(), {
    codigo: 'datos_invalidos',
    mensaje: 'Algún dato no es válido: corrige los campos indicados.',
    detalles: [
      { campo: 'apodo', problema: 'no se conoce: quítalo' },
      { campo: 'nombre', problema: 'no puede quedar vacío' },
      { campo: 'email', problema: 'debe ser una dirección de correo, como nombre@ejemplo.org' },
      { campo: 'clave', problema: 'mínimo 10 caracteres' },
      { campo: 'tipo_usuario', problema: 'elige uno de: espectador, creador' },
      { campo: 'intereses.0', problema: 'debe ser un texto' },
    ],
  })
  t.match(await wrong('pt-BR,pt;q=0.9,en;q=0.8'), {
    mensaje: /^Algum dado/,
    detalles: [{ problema: 'não é conhecido: remova-o' }],
  })
  t.match(await wrong('fr, en;q=0.3, pt;q=0.2'), {
    mensaje: /^Some values/,
    detalles: [{ problema: 'is not known: leave it out' }],
  })
  t.match(await wrong('de, en;q=0, *'), { mensaje: /^Algún/ })
  t.match(await call('POST /api/users/login', { body: {} }), {
    body: {
      error: {
        detalles: [
          { campo: 'email', problema: 'falta' },
          { campo: 'clave', problema: 'falta' },
        ],
      },
    },
  })
})

t.test('whatever is wrong with whatever field is told in words, in every language', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('admin')
  const wrong = [7, 0.5, '', ' ', '\u0007', 'x'.repeat(6000), true, null, [], [7], {}, ['x', 'x'], Array(60).fill('x')]
  /** Names of types, keywords and placeholders, which are nobody's words. */
  const names =
    /\b(string|integer|array|null|undefined|NaN|anyOf|pattern|type)\b|[{}]|mínimo 1 |^no es válido$|^não é válido$|^is not valid$/
  const english = /\b(number|boolean|object|must|is|not)\b/
  let told = 0
  for (const [key, { body }] of Object.entries(api) as [RouteKey, RouteContract][]) {
    const fields = body && 'properties' in body ? Object.keys(body.properties as object) : []
    for (const field of fields)
      for (const value of wrong)
        for (const language of ['es', 'pt', 'en']) {
          const asked = { body: { [field]: value }, headers: { 'accept-language': language } }
          // Signing in and the like look at no token; a limit of theirs is not what is asked for here.
          const { status, body: answer } = await call(key.replace(/:\w+/g, 'x'), { ...asked, token })
          if (status !== 422) continue
          for (const { campo, problema } of answer.error.detalles ?? []) {
            told++
            t.notMatch(problema, names, `${key} ${campo}: ${problema}`)
            if (language !== 'en') t.notMatch(problema, english, `${key} ${campo}: ${problema}`)
          }
        }
  }
  t.ok(told > 500, 'many were told')
  for (const [name, problema] of [
    ['', /^cannot be empty$/],
    ['x'.repeat(201), /^at most 200 characters$/],
  ] as const)
    t.match(
      await call('POST /api/live/start', {
        token,
        body: { titulo: 'x' },
        headers: { 'idempotency-key': name, 'accept-language': 'en' },
      }),
      { status: 422, body: { error: { detalles: [{ campo: 'Idempotency-Key', problema }] } } },
    )
})

t.test('a number stands for itself in a body, and for its digits in a query', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('admin')
  t.equal((await call('PUT /api/system/clock', { token, body: { pared_en: '5' } })).status, 422)
  t.equal((await call('GET /api/content/list?limite=5')).status, 200)
  for (const wrong of [
    'limite=0',
    'limite=101',
    'limite=x',
    'limite=',
    'limite=1&limite=2',
    'tipo=baile',
    'otra=1',
    'cursor=x',
  ])
    t.equal((await call(`GET /api/content/list?${wrong}`)).status, 422, wrong)
  t.equal((await call('GET /api/system/status?otra=1')).status, 422, 'a call without a query takes none')
  t.match(await call('GET /api/live?cursor=x'), { status: 422, body: { error: { codigo: 'cursor_invalido' } } })
})

t.test('a call without a body takes an empty one and refuses what it does not know', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('creador')
  const { body } = await call('POST /api/live/start', { token, body: { titulo: 'Mañanas' } })
  const end = `POST /api/live/${body.transmision.id}/end`
  t.match(await call(end, { token, body: { motivo: 'x' } }), {
    status: 422,
    body: { error: { detalles: [{ campo: 'motivo' }] } },
  })
  t.equal((await call(end, { token, body: '' })).status, 200)
  t.equal((await call(end, { token, body: {} })).status, 200)
})

t.test('an address that is nowhere answers in the one shape of errors', async (t) => {
  const { call } = await openBox(t)
  const asked = [
    'GET /api/nada',
    'POST /api/nada',
    'PATCH /api/content/list',
    'GET /nada',
    'GET /api/content/%zz',
    `GET /api/content/${'x'.repeat(200)}`,
  ]
  for (const key of asked) {
    const { status, headers, body } = await call(
      key,
      key.startsWith('POST') ? { body: '{', headers: { 'content-type': 'text/plain' } } : {},
    )
    t.equal(status, key.includes('%zz') ? 400 : 404, key)
    t.ok(body.error.codigo && body.error.mensaje, key)
    t.equal(headers.get('content-type'), 'application/json; charset=utf-8')
    t.equal(headers.get('cache-control'), 'private, no-cache')
    t.equal(headers.get('x-content-type-options'), 'nosniff')
  }
})

t.test('answers are JSON that no cache may serve, and never 304', async (t) => {
  const { call } = await openBox(t)
  const { headers } = await call('GET /api/content/list')
  t.equal(headers.get('content-type'), 'application/json; charset=utf-8')
  t.equal(headers.get('cache-control'), 'private, no-cache')
  t.equal(headers.get('etag'), null)
  t.equal((await call('GET /api/content/list', { headers: { 'if-none-match': '*' } })).status, 200)
})

t.test('what is no HTTP at all gets an answer, and the box goes on', async (t) => {
  const { port, call } = await openBox(t)
  t.match(await raw(port, '\x16\x03\x01\x02\x00\x01\x00'), /^HTTP\/1\.1 400 .*"codigo":"peticion_malformada"/s)
  t.match(await raw(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /)
  t.match(
    await raw(
      port,
      'POST /api/users/login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ),
    /^HTTP\/1\.1 400 /,
  )
  t.match(await raw(port, 'GET /healthz HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /)
  t.equal((await call('GET /healthz')).status, 200)
})

t.test('the address for an encoder is made of the name that the caller used', async (t) => {
  const { port, person } = await openBox(t)
  const { token } = await person('creador')
  const start = async (host: string) => {
    const body = '{"titulo":"x"}'
    const head = `POST /api/live/start HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    return /"rtmp_url":"([^"]*)"/.exec(await raw(port, head + body))?.[1]
  }
  t.equal(await start('nodo.local:8000'), 'rtmp://nodo.local:1935/live')
  t.equal(await start('[fd00::1]:8000'), 'rtmp://[fd00::1]:1935/live')
  t.equal(await start('evil/@x?'), 'rtmp://127.0.0.1:1935/live', 'a name that is none gives way to the address')
})

t.test('If-Match that no longer holds is 412, the same version in the body 409', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('creador')
  const { body } = await call('POST /api/live/start', { token, body: { titulo: 'Uno' } })
  const change = (sent: object, headers?: Record<string, string>) =>
    call(`PUT /api/live/${body.transmision.id}`, { token, body: sent, ...(headers && { headers }) })
  const first = await change({ titulo: 'Dos' }, { 'if-match': '"1"' })
  t.match(first, { status: 200, body: { titulo: 'Dos', version: 2 } })
  t.match(await change({ titulo: 'Tres' }, { 'if-match': '"1"' }), {
    status: 412,
    body: { error: { codigo: 'precondicion_fallida' } },
  })
  t.match(await change({ titulo: 'Tres', version: 1 }), {
    status: 409,
    body: { error: { codigo: 'version_distinta' } },
  })
  t.match(await change({ titulo: 'Tres' }, { 'if-match': 'W/"2"' }), { status: 412 }, 'a weak tag never matches')
  t.match(await change({ titulo: 'Tres' }, { 'if-match': '*' }), { status: 200 })
  t.match(
    await change({ titulo: 'Cuatro' }),
    { status: 200, body: { version: 4 } },
    'without either, the last write wins',
  )
})

t.test('what people are called by has no control characters: it is shown in terminals too', async (t) => {
  const { call } = await openBox(t)
  const person = { nombre: 'Eva', email: 'eva@radio.example', clave: 'una clave de prueba', tipo_usuario: 'creador' }
  const register = async (given: object) =>
    (await call('POST /api/users/register', { body: { ...person, ...given } })).status
  for (const nombre of ['Eva\u001b[31m', 'Eva\nfila', 'Eva\0', ' ', '\ud800']) t.equal(await register({ nombre }), 422)
  t.equal(await register({ email: 'eva\u001b[7m@x.example' }), 422)
  t.equal(await register({ nombre: 'Eva Ñuu Savi ʼ 🌽' }), 201)
})
