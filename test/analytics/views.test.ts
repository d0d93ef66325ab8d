import t, { type Test } from 'tap'
import { countOf } from '../../src/analytics/sketch.ts'
import { content } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

const minute = 60_000

const open = async (t: Test) => {
  const box = await openBox(t)
  const ana = await box.person('creador', 'ana')
  const piece = content(ana.usuario.id, { estado: 'publicado', duracion_ms: 100_000 })
  const short = content(ana.usuario.id, { estado: 'publicado', duracion_ms: 10_000 })
  const hidden = content(ana.usuario.id, { estado: 'oculto', duracion_ms: 100_000 })
  await box.storage.contents.createMany([piece, short, hidden])
  let n = 0
  const event = (given: object = {}) => ({
    contenido_id: piece.id,
    tipo: 'progreso',
    sesion: 'sesion de prueba',
    n: ++n,
    ...given,
  })
  const tell = (body: unknown, token?: string) =>
    box.call('POST /api/analytics/views', { body, ...(token !== undefined && { token }) })
  const sum = async (contenido_id = piece.id) => (await box.storage.views.sum({ contenido_id }, 'todo'))[0]
  return { ...box, ana, piece, short, hidden, event, tell, sum }
}

t.test('a view counts once ten seconds were heard, or three tenths of what is short', async (t) => {
  const { event, tell, sum, short } = await open(t)
  t.match(await tell([event({ tipo: 'vista', posicion_ms: 0 }), event({ duracion_ms: 9_999, posicion_ms: 9_999 })]), {
    status: 202,
    body: { aceptadas: 2, rechazadas: 0 },
  })
  t.equal(await sum(), undefined, 'not yet')
  await tell(event({ duracion_ms: 1, posicion_ms: 10_000 }))
  t.match(await sum(), { vistas: 1, duracion_total_ms: 10_000, completadas: 0 })
  await tell(event({ duracion_ms: 5_000, posicion_ms: 15_000 }))
  t.match(await sum(), { vistas: 1, duracion_total_ms: 15_000, retencion: [1, 1, 1, 0] })
  await tell(event({ contenido_id: short.id, duracion_ms: 3_000, posicion_ms: 3_000 }))
  t.match(await sum(short.id), { vistas: 1, duracion_total_ms: 3_000 })
})

t.test('a batch that is sent twice counts once', async (t) => {
  const { event, tell, sum } = await open(t)
  const batch = [event({ tipo: 'vista' }), event({ duracion_ms: 20_000, posicion_ms: 20_000 })]
  t.match(await tell(batch), { body: { aceptadas: 2, rechazadas: 0 } })
  t.match(await tell(batch), { status: 202, body: { aceptadas: 0, rechazadas: 2 } })
  t.match(await sum(), { vistas: 1, duracion_total_ms: 20_000 })
})

t.test('what is opened again within half an hour is the same view, later another', async (t) => {
  const { event, tell, sum, clock } = await open(t)
  const hear = () => tell([event({ tipo: 'vista' }), event({ duracion_ms: 10_000, posicion_ms: 10_000 })])
  await hear()
  clock.advance(29 * minute)
  await hear()
  t.match(await sum(), { vistas: 1, duracion_total_ms: 20_000 })
  clock.advance(2 * minute)
  await hear()
  t.match(await sum(), { vistas: 2, duracion_total_ms: 30_000 })
})

t.test('each stretch is counted as often as it was heard by views, and the end makes one whole', async (t) => {
  const { event, tell, sum } = await open(t)
  await tell(event({ duracion_ms: 20_000, posicion_ms: 100_000 }))
  const { retencion, completadas, unicos } = (await sum())!
  t.same(retencion, [...Array(16).fill(0), 1, 1, 1, 1])
  t.equal(completadas, 1)
  t.equal(countOf(unicos), 1)
  await tell(event({ sesion: 'otra sesion', duracion_ms: 20_000, posicion_ms: 20_000 }))
  t.equal(countOf((await sum())!.unicos), 2)
})

t.test('only what is published counts; an unknown content harms nothing else in the batch', async (t) => {
  const { event, tell, sum, hidden } = await open(t)
  const nowhere = '01900000-0000-7000-8000-000000000000'
  const batch = [
    event({ contenido_id: hidden.id, duracion_ms: 60_000 }),
    event({ contenido_id: nowhere, duracion_ms: 60_000 }),
    event({ duracion_ms: 60_000, posicion_ms: 60_000 }),
  ]
  t.match(await tell(batch), { status: 202, body: { aceptadas: 1, rechazadas: 2 } })
  t.match(await sum(), { vistas: 1 })
  t.equal(await sum(hidden.id), undefined)
})

t.test('who is signed in finds it in their history, and hears themself without being counted', async (t) => {
  const { event, tell, sum, ana, person, storage, piece } = await open(t)
  const luz = await person('espectador', 'luz')
  await tell([event({ tipo: 'vista', posicion_ms: 0 }), event({ duracion_ms: 30_000, posicion_ms: 30_000 })], luz.token)
  t.match(await storage.history.find(luz.usuario.id, piece.id), { posicion_ms: 30_000, porcentaje: 30, veces: 1 })
  await tell(event({ sesion: 'sesion de ana', duracion_ms: 40_000, posicion_ms: 40_000 }), ana.token)
  t.match(await storage.history.find(ana.usuario.id, piece.id), { posicion_ms: 40_000 })
  t.match(await sum(), { vistas: 1, duracion_total_ms: 30_000 })
})

t.test('of one content from one address sixty views a minute count', async (t) => {
  const { event, tell, sum, clock } = await open(t)
  const crowd = (from: number) =>
    Array.from({ length: 70 }, (_, i) =>
      event({ sesion: `sesion ${from + i}`, n: 1, duracion_ms: 10_000, posicion_ms: 10_000 }),
    )
  t.match(await tell(crowd(0)), { body: { aceptadas: 70 } })
  t.match(await sum(), { vistas: 60 })
  clock.advance(minute)
  await tell(crowd(100))
  t.match(await sum(), { vistas: 120 })
})

t.test('what is no event is refused with its place, and nothing of the batch counts', async (t) => {
  const { event, tell, sum } = await open(t)
  const good = event({ duracion_ms: 60_000, posicion_ms: 60_000 })
  t.match(await tell([good, event({ tipo: 'mirada' })]), {
    status: 422,
    body: { error: { codigo: 'datos_invalidos' } },
  })
  t.equal((await tell(Array.from({ length: 1001 }, () => event()))).status, 422)
  t.equal((await tell(event({ region: 'un lugar cualquiera' }))).status, 422)
  t.equal(await sum(), undefined)
  t.match(await tell(Array.from({ length: 1000 }, () => event({ duracion_ms: 1_000 }))), { body: { aceptadas: 1000 } })
})
