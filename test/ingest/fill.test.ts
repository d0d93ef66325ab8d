import t from 'tap'
import { createFill } from '../../src/ingest/fill.ts'
import { AUDIO_TAG, SILENT_CONFIG, VIDEO_TAG } from '../../src/ingest/flv.ts'
import type { TrackSet } from '../../src/packaging/live-command.ts'

const both: TrackSet = { video: true, audio: true }
const slate = { config: Uint8Array.of(1), frames: [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)], frameMs: 200 }
const frameMs = (1024 * 1000) / 48000

const started = (real: TrackSet, audioConfig?: Uint8Array) => {
  const written: { type: number; ms: number; payload: Uint8Array }[] = []
  const fill = createFill({
    tracks: both,
    real,
    audioConfig,
    slate,
    write: (type, ms, payload) => written.push({ type, ms, payload }),
  })
  return { fill, written }
}

t.test('a picture without sound gets silence without a gap, up to each picture', async (t) => {
  const { fill, written } = started({ video: true, audio: false })
  for (let ms = 0; ms <= 2000; ms += 40) fill.before('video', ms)
  t.ok(written.every(({ type, ms }, n) => type === AUDIO_TAG && Math.abs(ms - n * frameMs) < 1e-6))
  const end = written.length * frameMs
  t.ok(end <= 2000 && end > 2000 - frameMs, `it ends at ${end}`)
})

t.test('a sound without picture gets the slate at its own pace, round and round', async (t) => {
  const { fill, written } = started({ video: false, audio: true }, SILENT_CONFIG)
  for (let ms = 0; ms <= 1000; ms += 20) fill.before('audio', ms)
  t.strictSame(
    written.map(({ type, ms, payload }) => [type, ms, payload[0]]),
    [0, 200, 400, 600, 800, 1000].map((ms, n) => [VIDEO_TAG, ms, (n % 3) + 1]),
  )
})

t.test('a sound that is there gets nothing', async (t) => {
  const { fill, written } = started(both, SILENT_CONFIG)
  for (let ms = 0; ms <= 3000; ms += 20) {
    if (ms % 40 === 0) fill.before('video', ms)
    t.equal(fill.takes(ms), true)
  }
  t.strictSame(written, [])
})

t.test('a sound that pauses is filled after a second, and its own goes on where it comes back', async (t) => {
  const { fill, written } = started(both, SILENT_CONFIG)
  const heard: number[] = []
  for (let ms = 0; ms <= 6000; ms += 20) {
    if (ms % 40 === 0) fill.before('video', ms)
    const speaking = ms < 2000 || ms >= 5000
    if (speaking && fill.takes(ms)) heard.push(ms)
  }
  const silence = written.map(({ ms }) => ms)
  t.ok(Math.abs((silence[0] ?? 0) - 2000) <= frameMs, `silence begins at ${silence[0]}`)
  t.ok(silence.every((ms, n) => n === 0 || Math.abs(ms - (silence[n - 1] ?? 0) - frameMs) < 1e-6))
  t.ok(
    (silence.at(-1) ?? 0) > 5000 - 2 * frameMs,
    `no hole is left behind the silence, which ends at ${silence.at(-1)}`,
  )
  const back = heard.find((ms) => ms >= 5000)
  t.ok(back !== undefined && back <= 5000 + frameMs, `its own is heard again at ${back}`)
  t.ok((silence.at(-1) ?? 0) < (back ?? 0), 'none of ours lies over its own')
})

t.test('a sound that lies behind its picture is not pushed out by silence for good', async (t) => {
  const { fill } = started(both, SILENT_CONFIG)
  let heard = 0
  let sent = 0
  for (let ms = 0; ms <= 20_000; ms += 20) {
    fill.before('video', ms)
    if (ms < 1500) continue
    sent++
    if (fill.takes(ms - 1500)) heard++
  }
  t.ok(heard > sent * 0.9, `${heard} of ${sent} frames are heard`)
})

t.test('an encoder whose sound is no plain AAC-LC gets no silence over it', async (t) => {
  const { fill, written } = started(both, Uint8Array.of(0xaf, 0, 0x2b, 0x92))
  for (let ms = 0; ms <= 5000; ms += 40) fill.before('video', ms)
  t.strictSame(written, [])
})
