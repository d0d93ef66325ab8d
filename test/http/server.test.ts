import t from 'tap'
import { openBox } from './box.ts'

t.test('a box answers that it lives, and which part is missing until it is ready', async (t) => {
  const { call, missing } = await openBox(t)
  t.match(await call('GET /healthz'), { status: 200, body: { estado: 'ok' } })
  t.match(await call('GET /readyz'), { status: 200 })
  missing.add('ingest')
  const late = await call('GET /readyz')
  t.match(late, { status: 503, body: { error: { codigo: 'servicio_no_disponible', detalles: [{ campo: 'ingest' }] } } })
  t.equal(late.headers.get('retry-after'), '1')
})

t.test('what is refused while something is away is one line of the log, without a place in the program', async (t) => {
  const { call, missing, lines } = await openBox(t)
  missing.add('ingest')
  await call('GET /readyz')
  const told = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'servicio_no_disponible')
  t.match(told, [{ level: 40 }])
  t.notMatch(JSON.stringify(told), /\.ts:\d/)
})
