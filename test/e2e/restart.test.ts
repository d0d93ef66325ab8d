import { subscribe } from 'node:diagnostics_channel'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { flvSource } from '../ingest/flv-source.ts'
import { type Box, startBox, until } from './box.ts'
import { broadcast, stretchesOf } from './encoder.ts'
import { watch } from './viewer.ts'

const tags = await flvSource({ seconds: 40, gop: 25 })

/** The ingest threads of this process, the newest last: the runtime tells of every thread that begins. */
const threads: Worker[] = []
subscribe('worker_threads', (message) => {
  const { worker } = message as { worker: Worker & { threadName?: string | null } }
  if (worker.threadName === 'ingest') threads.push(worker)
})

const onAir = async (t: Test, box: Box) => {
  const live = await box.prepare()
  const encoder = await broadcast(t, box, live.key, tags)
  await box.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('media', viewer.seconds, (seconds) => seconds >= 4)
  return { live, encoder, viewer }
}
/** The ffmpeg children that package a live: others make the filler when a box starts for the first time. */
const packagersOf = async (box: Box): Promise<number[]> => {
  const pids: number[] = []
  for (const pid of await readdir(join(box.dataDir, 'tmp', 'children'))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')
    if (command.includes('pipe:0')) pids.push(Number(pid))
  }
  return pids
}

/** What holds of every programme that was interrupted, once it has ended. */
const isOne = async (t: Test, box: Box, { live, viewer }: Awaited<ReturnType<typeof onAir>>, runs: number) => {
  const { contenido } = await box.end(live.id)
  await viewer.ended
  t.strictSame(viewer.found(), [])
  t.equal(contenido.estado, 'publicado')
  const recorded = await stretchesOf(live.media.replace('index', 'main/index'))
  t.equal(recorded.length, runs)
  for (const { code, complaints } of recorded) t.strictSame([code, complaints], [0, []])
  const length = recorded.reduce((sum, { seconds }) => sum + seconds, 0)
  t.ok(Math.abs(length * 1000 - (contenido.duracion_ms ?? 0)) < 100)
  return recorded
}

t.test('a node that stops and starts again goes on with its live', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'nodo-e2e-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const first = await startBox(t, {}, folder)
  const { live, encoder, viewer } = await onAir(t, first)
  await first.stop()
  await encoder.publisher.closed
  const before = viewer.segments()
  const last = before.at(-1)

  const ports = { NODO_HTTP_PORT: new URL(first.base).port, NODO_RTMP_PORT: String(first.rtmpPort) }
  const second = await startBox(t, ports, folder)
  const waiting = await second.is(live.id, 'reconectando')
  t.ok(waiting.gracia_vence_en)
  t.match(waiting.cortes, [{ hasta: null }])
  await until('the filler', viewer.segments, (segments) => segments.length > before.length)
  const next = viewer.segments()[before.length]
  t.ok((next?.msn ?? 0) > (last?.msn ?? 0), 'the sequence goes on')
  t.ok((next?.stretch ?? 0) > (last?.stretch ?? 0), 'behind a discontinuity')
  t.notOk(
    before.some(({ uri }) => uri === next?.uri),
    'under a name of its own',
  )

  await broadcast(t, second, live.key, tags)
  await second.is(live.id, 'en_vivo')
  await until(
    'the encoder',
    viewer.segments,
    (segments) => segments.filter(({ stretch }) => stretch > (next?.stretch ?? 0)).length > 1,
  )
  t.equal((await second.live(live.id)).cortes.length, 1)
  const recorded = await isOne(t, second, { live, encoder, viewer }, 2)
  t.ok((recorded[0]?.seconds ?? 0) >= 4, 'what was on air before is in the recording')
})

t.test('an ingest thread that dies comes back by itself, and the live goes on', async (t) => {
  const box = await startBox(t)
  const on = await onAir(t, box)
  const { length } = threads
  await threads.at(-1)?.terminate()
  await on.encoder.publisher.closed
  await until(
    'another thread',
    () => threads.length,
    (count) => count > length,
  )
  await until('its filler', on.viewer.stretches, (stretches) => stretches.length === 2)
  await until(
    'the port',
    async () => (await fetch(`${box.base}/readyz`)).status,
    (status) => status === 200,
  )
  await broadcast(t, box, on.live.key, tags)
  await box.is(on.live.id, 'en_vivo')
  await until(
    'the encoder',
    on.viewer.segments,
    (segments) => segments.filter(({ stretch }) => stretch === 2).length > 1,
  )
  t.equal((await box.live(on.live.id)).cortes.length, 1)
  const numbers = on.viewer.segments().map(({ msn }) => msn)
  t.strictSame(
    numbers,
    numbers.map((_, n) => n),
    'the playlist goes on without a hole',
  )
  t.equal(new Set(on.viewer.segments().map(({ uri }) => uri)).size, numbers.length)
  const recorded = await isOne(t, box, on, 2)
  t.ok((recorded[0]?.seconds ?? 0) >= 4)
})

t.test('an ffmpeg that dies in the middle costs the live a moment, not the encoder its connection', async (t) => {
  const box = await startBox(t)
  const on = await onAir(t, box)
  const [pid = 0] = await packagersOf(box)
  process.kill(pid, 'SIGKILL')
  await until(
    'the next stretch',
    on.viewer.segments,
    (segments) => segments.filter(({ stretch }) => stretch === 1).length > 1,
  )
  t.equal(on.encoder.publisher.socket.destroyed, false)
  t.match(await box.live(on.live.id), { estado: 'en_vivo', cortes: [] })
  const metrics = await box.call<string>('GET /api/system/metrics')
  t.match(metrics.body, /child_restarts\S* 1\b/)
  await isOne(t, box, on, 2)
})

t.test('a node that stops leaves no child, and one whose live ended leaves none either', async (t) => {
  const box = await startBox(t)
  const on = await onAir(t, box)
  const pids = await packagersOf(box)
  t.equal(pids.length, 1)
  await box.stop()
  t.strictSame(await readdir(join(box.dataDir, 'tmp', 'children')), [])
  for (const pid of pids) t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  await on.encoder.publisher.closed
})
