import { createServer } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import pino from 'pino'
import t from 'tap'
import type { Owners } from '../../src/http/access.ts'
import { createListener, listen } from '../../src/http/listener.ts'
import { createHttp } from '../../src/http/server.ts'
import { ownedKinds } from '../../src/model/api/contract.ts'
import { createLimits } from '../../src/storage/limits.ts'
import { createTestClock, openBox } from './box.ts'

const nobodyAsks = async () => undefined

t.test('a port that is taken is told with what to change', async (t) => {
  const other = createServer()
  const { port } = await listen(other, '127.0.0.1', 0)
  t.teardown(() => other.close())
  const http = createHttp({
    host: '127.0.0.1',
    port,
    about: { name: 'x', version: '0' },
    log: pino({ level: 'silent' }),
    clock: createTestClock(),
    settings: { get: () => undefined as never },
    corsOrigins: '',
    jwtSecret: async () => 'x'.repeat(64),
    callerOf: async () => null,
    owners: Object.fromEntries(ownedKinds.map((kind) => [kind, nobodyAsks])) as unknown as Owners,
    idempotency: { find: async () => undefined },
    limits: createLimits(),
    fast: () => false,
    files: { admit: nobodyAsks, receive: () => Promise.reject(new Error('nobody asks')), remove: nobodyAsks },
    routes: [],
    plugins: [],
    notReady: () => [],
  })
  await t.rejects(http.start(), {
    code: 'puerto_ocupado',
    values: { puerto: port, para: 'HTTP', variable: 'NODO_HTTP_PORT' },
  })
  await http.stop()
})

t.test('a stop lets an answer under way end, and closes what idles and what hangs', async (t) => {
  const box = await openBox(t, {
    fast: (request, response) => {
      if (request.url === '/lento') setTimeout(() => response.end('todo'), 200)
      return request.url === '/lento' || request.url === '/nunca'
    },
  })
  const slow = fetch(`${box.base}/lento`).then((answer) => answer.text())
  const never = fetch(`${box.base}/nunca`).then(
    () => 'answered',
    () => 'cut',
  )
  const idle = connect(box.port, '127.0.0.1')
  const idleEnds = text(idle)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await box.http.stop()
  t.equal(await slow, 'todo')
  t.equal(await never, 'cut')
  t.equal(await idleEnds, '')
  await t.rejects(fetch(`${box.base}/healthz`), 'nobody listens any more')
})

t.test('what answers in front of Fastify is asked first, and leaves the rest to it', async (t) => {
  const box = await openBox(t, {
    fast: (request, response) => {
      if (!request.url?.startsWith('/hls/')) return false
      response.end('lista')
      return true
    },
  })
  const live = await box.call('GET /hls/x/index.m3u8')
  t.equal(live.body, 'lista')
  t.equal((await box.call('GET /healthz')).status, 200)
})

t.test('a head that does not come within fifteen seconds ends its connection', (t) => {
  const server = createListener(
    () => true,
    () => undefined,
  )
  t.equal(server.headersTimeout, 15_000)
  t.end()
})
