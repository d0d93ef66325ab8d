import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { createPages } from '../../src/http/pages.ts'
import { openBox } from './box.ts'

const build = (t: Test) => {
  const root = join(t.testdir({ dist: {} }), 'dist')
  mkdirSync(join(root, 'assets'))
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Nodo</title>')
  writeFileSync(join(root, 'assets/index-abc123.js'), 'export {}')
  writeFileSync(join(root, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  return root
}

t.test('the dashboard is one page for all its addresses, and its assets hold for ever', async (t) => {
  let root = ''
  t.before(() => undefined)
  const box = await openBox(t, {
    plugins: [
      async (app) => {
        root = build(t)
        await app.register(createPages(root))
      },
    ],
  })
  for (const path of ['/', '/v/AB12C', '/c/123', '/estudio', '/estudio/', '/entrar', '/primer-inicio?codigo=X']) {
    const { status, headers, body } = await box.call(`GET ${path}`)
    t.equal(status, 200, path)
    t.match(body, '<title>Nodo</title>')
    t.match(headers.get('content-type'), 'text/html')
    t.equal(headers.get('cache-control'), 'no-cache')
  }
  const asset = await box.call('GET /assets/index-abc123.js')
  t.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  t.match(asset.headers.get('content-type'), 'javascript')
  t.ok(asset.headers.get('etag'))
  t.equal((await box.call('GET /icon.svg')).headers.get('cache-control'), 'no-cache')
  for (const path of ['/assets/nada.js', '/api/nada', '/api', '/assets/', '/otra/cosa'])
    t.match(await box.call(`GET ${path}`), { status: 404, body: { error: { codigo: 'ruta_no_encontrada' } } }, path)
  const html = { headers: { accept: 'text/html,*/*;q=0.8' } }
  const mistyped = await box.call('GET /otra/cosa', html)
  t.match(mistyped, { status: 404, body: '<title>Nodo</title>' }, 'a person gets the page')
  for (const path of ['/api/nada', '/assets/nada.js', '/media/x/y.mp4'])
    t.match(await box.call(`GET ${path}`, html), { status: 404, body: { error: {} } }, path)
  for (const path of ['/../box.ts', '/assets/..%2f..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/nodo.db'])
    t.match(await askRaw(box.port, path), { status: 404 }, path)
})

const askRaw = (port: number, path: string) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path }, async (answer) =>
      resolve({ status: answer.statusCode, body: await text(answer) }),
    )
    asked.on('error', reject)
    asked.end()
  })

t.test('without a build there are no pages, and the API answers', async (t) => {
  const box = await openBox(t, { plugins: [createPages('/nowhere/at/all')] })
  t.equal((await box.call('GET /')).status, 404)
  t.equal((await box.call('GET /api/system/status')).status, 200)
})

t.test('every answer carries the policy of the design and nothing that breaks plain http', async (t) => {
  const { call } = await openBox(t)
  for (const path of ['/healthz', '/api/docs', '/api/system/status', '/nada']) {
    const { headers } = await call(`GET ${path}`)
    t.equal(
      headers.get('content-security-policy'),
      "default-src 'self';media-src 'self' blob:;worker-src 'self' blob:;connect-src 'self' ws: wss:",
      path,
    )
    t.equal(headers.get('x-content-type-options'), 'nosniff')
    for (const name of [
      'strict-transport-security',
      'cross-origin-opener-policy',
      'origin-agent-cluster',
      'cross-origin-resource-policy',
    ])
      t.equal(headers.get(name), null, `${path} has no ${name}`)
  }
})

t.test('pages of other origins are kept out unless their origin is listed', async (t) => {
  const closed = await openBox(t)
  const origin = { origin: 'https://radio.ejemplo' }
  t.equal(
    (await closed.call('GET /api/system/status', { headers: origin })).headers.get('access-control-allow-origin'),
    null,
  )
  const preflight = { ...origin, 'access-control-request-method': 'PUT' }
  t.equal((await closed.call('OPTIONS /api/live/x', { headers: preflight })).status, 404)

  const open = await openBox(t, { cors: 'https://otra.ejemplo, https://radio.ejemplo/' })
  const answer = await open.call('GET /api/nada', { headers: origin })
  t.equal(answer.headers.get('access-control-allow-origin'), 'https://radio.ejemplo', 'errors can be read too')
  t.match(answer.headers.get('vary'), 'Origin')
  const asked = await open.call('OPTIONS /api/live/x', { headers: preflight })
  t.equal(asked.status, 204)
  t.match(asked.headers.get('access-control-allow-methods'), 'PUT')
  t.match(asked.headers.get('access-control-allow-headers'), 'Authorization')
  const stranger = await open.call('GET /api/system/status', { headers: { origin: 'https://radio.ejemplo.malo' } })
  t.equal(stranger.headers.get('access-control-allow-origin'), null)
})
