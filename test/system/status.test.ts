import t from 'tap'
import type { Idioma } from '../../src/errors.ts'
import type { EstadoParte } from '../../src/model/sistema.ts'
import { storageTexts } from '../../src/storage/storage-texts.ts'
import { createStatus } from '../../src/system/status.ts'
import { createTestClock, openBox } from '../http/box.ts'

t.test('anybody is told the brief, an admin every part', async (t) => {
  const { call, person } = await openBox(t)
  const creador = await person('creador')
  const admin = await person('admin')
  const brief = await call('GET /api/system/status')
  t.match(brief.body, {
    estado: 'ok',
    nombre: 'Radio de prueba',
    rol: 'nodo',
    en_vivo: 0,
    registro_abierto: true,
    reloj: { confianza: 'baja' },
  })
  for (const { body } of [brief, await call('GET /api/system/status', { token: creador.token })])
    for (const field of ['partes', 'disco', 'espectadores', 'avisos']) t.notOk(field in body, field)
  const { body } = await call('GET /api/system/status', { token: admin.token })
  t.match(body, { partes: { storage: { estado: 'ok', motivo: null } }, espectadores: 0, avisos: [] })
  t.ok(body.disco.total_bytes >= body.disco.libre_bytes && body.disco.libre_bytes > 0)
})

t.test('a part that the box can do without makes it degraded, one that it needs takes it down', async (t) => {
  const { clock } = await openBox(t)
  const read = (partes: Record<string, EstadoParte['estado']>) =>
    createStatus({
      ...{ nombre: 'Radio', version: '1', rol: 'nodo', nodoId: async () => 'x', clock },
      disk: () => Promise.reject(new Error('only admins ask')),
      registrationOpen: () => true,
      firstRunOpen: () => false,
      lives: () => ({ lives: 0, viewers: 0 }),
      parts: () =>
        Object.fromEntries(Object.entries(partes).map(([name, estado]) => [name, { estado, desde: 0, motivo: null }])),
      latestBackup: () => null,
      dispensable: ['neo4j'],
      notices: () => [],
    }).read(null, 'es')
  t.match(await read({ mongodb: 'ok', neo4j: 'down' }), { estado: 'degraded' })
  t.match(await read({ mongodb: 'down', neo4j: 'ok' }), { estado: 'down' })
  t.match(await read({ mongodb: 'ok', neo4j: 'ok' }), { estado: 'ok' })
})

t.test('why a part is not well is told in the language of its reader', async (t) => {
  const status = createStatus({
    nombre: 'x',
    version: '0',
    rol: 'nodo',
    nodoId: async () => 'x',
    clock: createTestClock(),
    disk: async () => ({ libre_bytes: 1, total_bytes: 2, nivel: 'poco', proximos: [] }),
    registrationOpen: () => true,
    firstRunOpen: () => false,
    lives: () => ({ lives: 0, viewers: 0 }),
    parts: () => ({ base: { estado: 'degraded', desde: 5, motivo: storageTexts.unexplained } }),
    latestBackup: () => null,
    dispensable: [],
    notices: () => [],
  })
  const base = async (idioma: Idioma) => (await status.read({ id: 'x', rol: 'admin' }, idioma)).partes?.base
  t.match(await base('es'), { estado: 'degraded', desde: 5, motivo: /^una consulta encontró/ })
  t.match(await base('pt'), { motivo: /^uma consulta encontrou/ })
  t.match(await base('en'), { motivo: /^a query found/ })
})

t.test('an admin sets the clock from their browser', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('admin')
  t.equal((await call('PUT /api/system/clock', { token, body: { pared_en: 1_800_000_000_000 } })).status, 204)
  t.equal((await call('GET /api/system/status')).body.reloj.confianza, 'telefono')
  t.equal((await call('PUT /api/system/clock', { token, body: { pared_en: -1 } })).status, 422)
})

t.test('the figures of the box are Prometheus text', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('admin')
  const { headers, body } = await call('GET /api/system/metrics', { token })
  t.equal(headers.get('content-type'), 'text/plain; charset=utf-8')
  const again = (await call('GET /api/system/metrics', { token })).body
  for (const text of [body, again]) {
    const lines = text.split('\n').filter((line: string) => line !== '' && !line.startsWith('#'))
    for (const line of lines)
      t.match(line, /^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[\d.e+-]+$|\+Inf/, line)
    t.match(text, /^nodo_parts_served_total 7$/m, 'a total is not added to itself')
    for (const name of [
      'nodo_lives',
      'nodo_viewers',
      'nodo_child_restarts_total',
      'nodo_jobs_pending',
      'nodo_disk_free_bytes',
      'process_resident_memory_bytes',
    ])
      t.match(text, new RegExp(`^${name} `, 'm'))
    t.match(text, /^nodo_loop_delay_seconds\{quantile="0.99"\} /m)
  }
  const commits = (text: string) => Number(/^nodo_commit_seconds_count (\d+)$/m.exec(text)?.[1])
  t.ok(commits(body) > 0)
  t.ok(commits(again) >= commits(body))
})
