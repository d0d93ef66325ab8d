import { mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { NodoError } from '../../src/errors.ts'
import { newLive } from '../../src/ingest/live-records.ts'
import { createLiveState, type LiveStateDeps } from '../../src/ingest/live-state.ts'
import type { LiveStore } from '../../src/ingest/store.ts'
import type { SegmentoVivo, TransmisionGuardada } from '../../src/model/transmision.ts'
import type { LiveFragment } from '../../src/packaging/live-events.ts'
import { createTestClock } from '../http/box.ts'

/** States of lives over records in memory; what is written takes `slowMs`, and the grace is `graceMs` of the real clock. */
const opened = (t: Test, { graceMs = 60_000, slowMs = 0 } = {}) => {
  const testClock = createTestClock()
  const begun = performance.now()
  const clock = { ...testClock, now: () => Math.floor(testClock.now() + performance.now() - begun) }
  const lives = new Map<string, TransmisionGuardada>()
  const rows: SegmentoVivo[] = []
  const finished: unknown[] = []
  const over: string[] = []
  const errors: string[] = []
  let job: unknown
  let finish = async () => undefined
  let away = false
  let open: LiveStateDeps['ingest']['open'] = async () => ({ rows: [], tracks: undefined })
  const hearing = () => {
    if (away) throw new NodoError('servicio_no_disponible', { retryAfterS: 5 })
  }
  const written: string[] = []
  const change = async (id: string, fields: Partial<TransmisionGuardada>) => {
    await sleep(slowMs)
    hearing()
    written.push(String(fields.estado))
    const live = lives.get(id)
    if (!live) throw new NodoError('transmision_no_encontrada')
    if (live.estado === 'finalizada' && fields.estado !== 'finalizada') throw new NodoError('transmision_finalizada')
    lives.set(id, { ...live, ...fields })
    return lives.get(id) as TransmisionGuardada
  }
  const unused = () => Promise.reject(new Error('nobody asks for this here'))
  const store: LiveStore = {
    create: unused,
    byCode: unused,
    change: unused,
    async byId(id) {
      hearing()
      const transmision = lives.get(id)
      return transmision && { transmision, creador: { id: 'c', nombre: 'Ana' } as never }
    },
    unfinished: async () =>
      [...lives.values()]
        .filter(({ estado }) => estado !== 'finalizada')
        .map((transmision) => ({ transmision, creador: {} as never })),
    goLive: (id) => change(id, { estado: 'en_vivo', vence_nodo_ms: null }),
    interrupt: (id, _at, vence_nodo_ms) => change(id, { estado: 'reconectando', vence_nodo_ms }),
    async finish(id, at, recorded, given) {
      job = given
      finished.push(recorded)
      return { transmision: await change(id, { estado: 'finalizada', finalizada_en: at }), contenido: {} as never }
    },
    journal: async (segments) => {
      hearing()
      rows.push(...segments)
    },
    segments: async () => rows,
  }
  const state = createLiveState({
    store,
    clock,
    ingest: { open: (live) => open(live), finish: () => finish() },
    log: { info: () => undefined, warn: () => undefined, error: (_fields, text) => errors.push(text) },
    graceMs: () => graceMs,
    prefix: () => 'k',
    over: async (id) => void over.push(id),
  })
  t.teardown(() => state.settle())
  const prepare = async (fields: Partial<TransmisionGuardada> = {}) => {
    const { live } = newLive({ titulo: 'Prueba' }, 'c', 'n', { wall: clock.wall(), node: clock.now() })
    lives.set(live.id, { ...live, ...fields })
    return lives.get(live.id) as TransmisionGuardada
  }
  const estado = (id: string) => lives.get(id)?.estado
  const until = async (id: string, wanted: string) => {
    for (let n = 0; n < 400 && estado(id) !== wanted; n++) await sleep(10)
    t.equal(estado(id), wanted)
  }
  return {
    state,
    lives,
    rows,
    finished,
    over,
    errors,
    clock,
    prepare,
    estado,
    until,
    job: () => job,
    written,
    storageIs: (where: 'away' | 'back') => {
      away = where === 'away'
    },
    onFinish: (then: typeof finish) => (finish = then),
    onOpen: (then: typeof open) => (open = then),
  }
}

const row = (live: string, rendicion: string, secuencia: number, duracion_ms: number): SegmentoVivo => ({
  transmision_id: live,
  rendicion,
  tramo: 3,
  secuencia,
  duracion_ms,
  tamano_bytes: 10,
  archivo: `${rendicion}/${secuencia}-3.m4s`,
  discontinuidad: false,
  relleno: false,
})
const fragment: LiveFragment = {
  rendition: 'main',
  tramo: 9,
  secuencia: 44,
  opens: true,
  closes: false,
  seconds: 0.2,
  independent: true,
  irregular: false,
  at: 0,
  relleno: false,
  bytes: new Uint8Array(4),
}

t.test('the first fragment makes a prepared live one that is on; a silence one that waits', async (t) => {
  const { state, prepare, until } = opened(t)
  const live = await prepare()
  await state.hold(live)
  state.heard({ type: 'away', live: live.id })
  state.heard({ type: 'onAir', live: live.id })
  await until(live.id, 'en_vivo')
  state.heard({ type: 'away', live: live.id })
  await until(live.id, 'reconectando')
  state.heard({ type: 'onAir', live: live.id })
  await until(live.id, 'en_vivo')
})

t.test('an encoder that is back before its absence is written is not ended by a grace', async (t) => {
  const { state, prepare, until, estado } = opened(t, { graceMs: 100, slowMs: 40 })
  const live = await prepare()
  await state.hold(live)
  state.heard({ type: 'onAir', live: live.id })
  state.heard({ type: 'away', live: live.id })
  state.heard({ type: 'onAir', live: live.id })
  await until(live.id, 'reconectando')
  await until(live.id, 'en_vivo')
  await sleep(300)
  t.equal(estado(live.id), 'en_vivo')
})

t.test('a grace that is over ends the live once, with the job of what was recorded', async (t) => {
  const { state, prepare, until, rows, over, finished, job } = opened(t, { graceMs: 60 })
  const live = await prepare()
  await state.hold(live)
  state.heard({ type: 'onAir', live: live.id })
  rows.push(row(live.id, 'main', 0, 2000), row(live.id, 'aac', 0, 1900))
  state.heard({ type: 'away', live: live.id })
  await until(live.id, 'finalizada')
  t.match(finished, [{ duracion_ms: 2000 }])
  t.match(job(), { tipo: 'grabacion', objeto_id: live.id })
  await sleep(20)
  t.strictSame(over, [live.id])
})

t.test('a live that recorded nothing ends without a job', async (t) => {
  const { state, prepare, until, finished, job } = opened(t)
  const live = await prepare()
  await state.hold(live)
  await state.end(live.id)
  await until(live.id, 'finalizada')
  t.match(finished, [{ duracion_ms: null }])
  t.equal(job(), undefined)
})

t.test('an end that the thread cannot take now fails, and one asked later succeeds', async (t) => {
  const { state, prepare, estado, onFinish, errors } = opened(t)
  const live = await prepare()
  await state.hold(live)
  onFinish(() => Promise.reject(new NodoError('servicio_no_disponible', { retryAfterS: 2 })))
  await t.rejects(state.end(live.id), { code: 'servicio_no_disponible' })
  t.equal(estado(live.id), 'preparada')
  t.equal(errors.length, 1)
  onFinish(async () => undefined)
  await state.end(live.id)
  t.equal(estado(live.id), 'finalizada')
})

t.test('what is heard of a live that is over changes nothing', async (t) => {
  const { state, prepare, estado, errors } = opened(t)
  const live = await prepare()
  await state.hold(live)
  await state.end(live.id)
  state.heard({ type: 'onAir', live: live.id })
  state.heard({ type: 'away', live: live.id })
  await sleep(30)
  t.equal(estado(live.id), 'finalizada')
  t.strictSame(errors, [])
})

t.test('what an earlier run left is taken up, each as its time says', async (t) => {
  const { state, prepare, until, estado, clock, rows, onOpen } = opened(t)
  const now = clock.now()
  const on = await prepare({ estado: 'en_vivo' })
  const waiting = await prepare({ estado: 'reconectando', vence_nodo_ms: now + 60_000 })
  const late = await prepare({ estado: 'reconectando', vence_nodo_ms: now - 1 })
  const prepared = await prepare()
  const forgotten = await prepare({ creada_nodo_ms: now - 25 * 3600_000 })
  rows.push(row(on.id, 'main', 41, 2000))
  const resumed = new Map<string, unknown>()
  onOpen(async ({ live, resume }) => {
    resumed.set(live, resume)
    return { rows: live === on.id ? [row(on.id, 'main', 42, 700)] : [], tracks: undefined }
  })
  await state.resume()
  await until(on.id, 'reconectando')
  t.strictSame(
    [waiting, late, prepared, forgotten].map(({ id }) => estado(id)),
    ['reconectando', 'finalizada', 'preparada', 'finalizada'],
  )
  t.strictSame(resumed.get(on.id), { tramo: 3, secuencia: { main: 41, aac: -1, opus: -1 } })
  t.equal(resumed.get(prepared.id), undefined)
  t.equal(rows.at(-1)?.secuencia, 42, 'what the journal lacked is in it')
})

t.test('a live that cannot be taken up waits and ends; the others go on', async (t) => {
  const { state, prepare, until, onOpen, errors } = opened(t, { graceMs: 50 })
  const broken = await prepare({ estado: 'en_vivo' })
  const other = await prepare({ estado: 'preparada' })
  const taken: string[] = []
  onOpen(async ({ live }) => {
    if (live === broken.id) throw new Error('EIO')
    taken.push(live)
    return { rows: [], tracks: undefined }
  })
  await state.resume()
  t.strictSame(taken, [other.id])
  t.match(errors, ['a live could not be taken up'])
  await until(broken.id, 'finalizada')
})

t.test('a thread that begins anew is told where the playlists ended, not only where the journal does', async (t) => {
  const { state, prepare, until, rows, onOpen } = opened(t)
  const live = await prepare()
  await state.hold(live)
  state.heard({ type: 'onAir', live: live.id })
  await until(live.id, 'en_vivo')
  rows.push(row(live.id, 'main', 41, 2000))
  state.heard({
    type: 'init',
    live: live.id,
    rendition: 'main',
    tramo: 9,
    bytes: new Uint8Array(4),
    tracks: [],
    relleno: false,
  })
  state.heard({ type: 'fragment', live: live.id, fragment })
  let told: unknown
  onOpen(async ({ resume }) => {
    told = resume
    return { rows: [], tracks: undefined }
  })
  await state.reopen()
  t.strictSame(told, { tramo: 9, secuencia: { main: 44, aac: -1, opus: -1 } })
  await until(live.id, 'reconectando')
})

t.test('a node that stops leaves what is on air waiting for its encoder', async (t) => {
  const { state, prepare, until, estado } = opened(t)
  const live = await prepare()
  await state.hold(live)
  state.heard({ type: 'onAir', live: live.id })
  state.heard({
    type: 'init',
    live: live.id,
    rendition: 'main',
    tramo: 9,
    bytes: new Uint8Array(4),
    tracks: [],
    relleno: false,
  })
  state.heard({ type: 'fragment', live: live.id, fragment })
  await until(live.id, 'en_vivo')
  await state.settle()
  t.equal(estado(live.id), 'reconectando')
})

t.test('what a live became while storage was away is kept afterwards, in order', async (t) => {
  const { state, prepare, until, written, storageIs, rows, errors } = opened(t, { graceMs: 300 })
  const live = await prepare()
  await state.hold(live)
  storageIs('away')
  for (const type of ['onAir', 'away', 'onAir'] as const) state.heard({ type, live: live.id })
  state.heard({ type: 'journal', live: live.id, rows: [row(live.id, 'main', 0, 2000)] })
  await sleep(400)
  t.match(state.known(), [{ transmision: { id: live.id, estado: 'en_vivo' } }], 'readers are told what is')
  await t.rejects(state.end(live.id), { code: 'servicio_no_disponible' })
  t.strictSame(written, [])
  storageIs('back')
  await until(live.id, 'en_vivo')
  while (written.length < 3 || rows.length === 0) await sleep(10)
  await sleep(400)
  t.strictSame(written, ['en_vivo', 'reconectando', 'en_vivo'], 'and no grace ends it')
  t.match(errors, [/journal/, /could not change its state/], 'each told once')
})

t.test(
  'what somebody changed in a live is known while storage is away, whatever older answer comes after it',
  async (t) => {
    const { state, prepare, storageIs } = opened(t)
    const live = await prepare()
    await state.hold(live)
    const creador = { id: live.creador_id, nombre: 'Ana' }
    state.changed({ transmision: { ...live, titulo: 'Nueva', version: 3 }, creador })
    state.changed({ transmision: { ...live, titulo: 'Vieja', version: 2 }, creador })
    storageIs('away')
    t.match(state.known(), [{ transmision: { id: live.id, titulo: 'Nueva', version: 3 }, creador }])
  },
)

t.test('an end that storage could not keep leaves the live on the air', async (t) => {
  const { state, prepare, until, estado, storageIs, onFinish } = opened(t)
  const live = await prepare()
  await state.hold(live)
  state.heard({ type: 'onAir', live: live.id })
  await until(live.id, 'en_vivo')
  onFinish(async () => void t.fail('its encoder was let go'))
  storageIs('away')
  await t.rejects(state.end(live.id), { code: 'servicio_no_disponible' })
  storageIs('back')
  t.equal(estado(live.id), 'en_vivo')
})

t.test('a look at what is overdue ends no live whose encoder is there, whatever storage says', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const { state, prepare, until, estado, lives, clock } = opened(t)
  await state.resume()
  const [on, gone] = [await prepare(), await prepare()]
  for (const live of [on, gone]) {
    await state.hold(live)
    state.heard({ type: 'onAir', live: live.id })
    await until(live.id, 'en_vivo')
  }
  state.heard({ type: 'away', live: gone.id })
  await until(gone.id, 'reconectando')
  for (const { id } of [on, gone]) {
    const live = lives.get(id)
    if (live) lives.set(id, { ...live, estado: 'reconectando', vence_nodo_ms: clock.now() - 120_000 })
  }
  mock.timers.tick(60_000)
  await until(gone.id, 'finalizada')
  t.equal(estado(on.id), 'reconectando')
})
