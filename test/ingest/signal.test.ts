import t from 'tap'
import { createSignal } from '../../src/ingest/signal.ts'

/** What the studio is told after pictures, 25 a second, with key frames at these moments. Seconds. */
const afterPictures = (seconds: number, isKey: (second: number) => boolean) => {
  const signal = createSignal()
  signal.tracks([{ id: 1, kind: 'video', timescale: 1000, codec: 'avc1.64001f', width: 640, height: 360 }])
  for (let n = 0; n <= seconds * 25; n++) signal.packet(true, isKey(n / 25), 1000, n * 40, n * 40)
  const { consejos, video } = signal.read(seconds * 1000, 0)
  return { consejos, interval: video?.intervalo_clave_ms ?? null }
}
const each = (interval: number) => (second: number) => second % interval === 0

t.test('a key frame each second or two needs no advice', async (t) => {
  t.strictSame(afterPictures(20, each(1)), { consejos: [], interval: 1000 })
  t.strictSame(afterPictures(20, each(2)), { consejos: [], interval: 2000 })
})

t.test('a key frame each eight seconds is told to come sooner, before the second one is there', async (t) => {
  t.strictSame(afterPictures(5, each(8)), { consejos: ['intervalo_clave_2s'], interval: 5000 })
  t.strictSame(afterPictures(20, each(8)), { consejos: ['intervalo_clave_2s'], interval: 8000 })
})

t.test('an encoder that sends one key frame and never another gets advice of its own, and that alone', async (t) => {
  const first = (second: number) => second === 0
  t.strictSame(afterPictures(12, first).consejos, ['intervalo_clave_2s'])
  t.strictSame(afterPictures(13, first), { consejos: ['sin_cuadros_clave'], interval: 13_000 })
})

t.test('key frames that cease are missed, and forgotten when they are back', async (t) => {
  const ceasing = (second: number) => second <= 10 && each(1)(second)
  t.strictSame(afterPictures(20, ceasing).consejos, ['intervalo_clave_2s'])
  t.strictSame(afterPictures(30, ceasing).consejos, ['sin_cuadros_clave'])
  const back = (second: number) => ceasing(second) || (second >= 40 && each(1)(second))
  t.strictSame(afterPictures(42, back), { consejos: [], interval: 1000 })
})

t.test('sound alone is no lack of key frames', async (t) => {
  const signal = createSignal()
  for (let ms = 0; ms < 30_000; ms += 20) signal.packet(false, false, 100, ms, ms)
  t.strictSame(signal.read(30_000, 0).consejos, [])
})
