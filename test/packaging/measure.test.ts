import fc from 'fast-check'
import t from 'tap'
import type { Track } from '../../src/packaging/init.ts'
import { createMeasure, type FragmentPiece, type Measured } from '../../src/packaging/measure.ts'
import { LEAST_PART_S, PART_TARGET_S } from '../../src/packaging/segmenter.ts'

const picture: Track = { id: 1, kind: 'video', timescale: 1000, codec: 'avc1.64001f', width: 320, height: 180 }
const sound: Track = { id: 2, kind: 'audio', timescale: 48000, codec: 'mp4a.40.2', channels: 2, sampleRate: 48000 }

type Span = readonly [from: number, to: number]
interface Given {
  picture?: Span | undefined
  sound?: Span | undefined
  key?: boolean
}

let made = 0
/** A fragment as ffmpeg writes it, with a track only where it brings something of it. Seconds. */
const fragment = (given: Given): FragmentPiece => {
  const track = ({ id, timescale }: Track, [from, to]: Span, startsWithSync: boolean) => {
    const baseDecodeTime = Math.round(from * timescale)
    const end = Math.round(to * timescale)
    return {
      id,
      baseDecodeTime,
      duration: end - baseDecodeTime,
      presentationStart: baseDecodeTime,
      presentationEnd: end,
      samples: 1,
      startsWithSync,
      bytes: 1,
    }
  }
  const tracks = []
  if (given.picture) tracks.push(track(picture, given.picture, given.key ?? false))
  if (given.sound) tracks.push(track(sound, given.sound, true))
  return { kind: 'fragment', bytes: Uint8Array.of(++made & 255), tracks }
}

const measured = (fragments: readonly Given[], tracks = [picture, sound]) => {
  const measure = createMeasure(tracks)
  const given = fragments.map(fragment)
  const placed = given.flatMap((piece) => measure.take(piece) ?? [])
  const rest = measure.rest()
  return { given, placed: rest ? [...placed, rest] : placed }
}
const lengths = (placed: readonly Measured[]) => placed.map(({ seconds }) => Math.round(seconds * 1000) / 1000)
const total = (placed: readonly Measured[]) => Math.round(placed.reduce((sum, p) => sum + p.seconds, 0) * 1000) / 1000
const isPart = (seconds: number) => seconds >= LEAST_PART_S && seconds <= PART_TARGET_S

t.test('a steady source is measured by its pictures, whatever its sound does in between', async (t) => {
  const { placed } = measured([
    { picture: [0, 0.2], sound: [0, 0.213], key: true },
    { picture: [0.2, 0.4], sound: [0.213, 0.384] },
    { picture: [0.4, 0.56], sound: [0.384, 0.576] },
    { picture: [0.56, 0.76], sound: [0.576, 0.768], key: true },
  ])
  t.strictSame(lengths(placed), [0.2, 0.2, 0.16, 0.2])
  t.strictSame(
    placed.map(({ independent }) => independent),
    [true, false, false, true],
  )
})

t.test('a picture that stands over a hole is not counted again by the sound that goes on meanwhile', async (t) => {
  const { placed } = measured([
    { picture: [3.1, 3.3], sound: [3.1, 3.306] },
    { picture: [3.3, 4.02], sound: [3.306, 3.52] },
    { sound: [3.52, 3.733] },
    { sound: [3.733, 3.946] },
    { picture: [4.02, 4.16], sound: [3.946, 4.16], key: true },
    { picture: [4.16, 4.36], sound: [4.16, 4.373] },
  ])
  t.equal(total(placed), 1.26)
  t.ok(lengths(placed).every(isPart), `${lengths(placed)}`)
})

t.test('a hole in the pictures that only the sound tells of is counted whole', async (t) => {
  const { placed } = measured([
    { picture: [1.02, 1.22], sound: [1.02, 1.237] },
    { sound: [1.237, 1.45] },
    { sound: [1.45, 1.664] },
    { sound: [1.664, 1.877] },
    { picture: [2.02, 2.1], sound: [1.877, 2.09], key: true },
    { picture: [2.1, 2.3], sound: [2.09, 2.304] },
  ])
  t.equal(total(placed), 1.28)
  t.equal(placed.length, 6)
})

t.test('a hole without sound is as long as it is', async (t) => {
  const { placed } = measured([{ picture: [0, 0.2] }, { picture: [1.4, 1.6], key: true }], [picture])
  t.strictSame(lengths(placed), [0.2, 1.4])
})

t.test('what is a little too long for a part leaves the rest to the next', async (t) => {
  const { placed } = measured([{ picture: [0, 0.26] }, { picture: [0.26, 0.46] }, { picture: [0.46, 0.66] }], [picture])
  t.strictSame(lengths(placed), [0.234, 0.226, 0.2])
})

t.test('what adds no time goes out with the next, and no byte is lost', async (t) => {
  const { given, placed } = measured([
    { picture: [0, 0.2], sound: [0, 0.2], key: true },
    { sound: [0.2, 0.413] },
    { picture: [0.2, 0.4] },
    { picture: [0.4, 0.6], sound: [0.413, 0.6], key: true },
  ])
  t.strictSame(lengths(placed), [0.2, 0.213, 0.187])
  t.strictSame(placed[2]?.bytes, Uint8Array.of(given[2]?.bytes[0] ?? 0, given[3]?.bytes[0] ?? 0))
  t.equal(placed[2]?.independent, false, 'pictures stand in front of its key frame')
})

t.test('a key frame behind sound that added nothing is still the first picture', async (t) => {
  const { placed } = measured([
    { picture: [0, 0.21], sound: [0, 0.2] },
    { sound: [0.2, 0.21] },
    { picture: [0.21, 0.41], sound: [0.21, 0.41], key: true },
  ])
  t.equal(placed.length, 2)
  t.equal(placed[1]?.independent, true)
})

t.test('what is held when the stretch ends comes out all the same', async (t) => {
  const { given, placed } = measured([{ picture: [0, 0.2], sound: [0, 0.5] }, { sound: [0.1, 0.2] }])
  t.strictSame(placed.at(-1)?.bytes, given.at(-1)?.bytes)
  t.ok((placed.at(-1)?.seconds ?? 0) <= 0.001)
})

t.test('whatever comes, the lengths add up to media time, and each byte is there once and in order', async () => {
  const span = fc.tuple(fc.double({ min: -0.4, max: 3, noNaN: true }), fc.double({ min: 0, max: 0.8, noNaN: true }))
  const step = fc.record({ picture: fc.option(span), sound: fc.option(span), key: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      let [pictureAt, soundAt] = [1, 1]
      const given = steps.map((one): Given => {
        const place = (at: number, found: readonly [number, number] | null): Span | undefined =>
          found ? [Math.max(0, at + found[0]), Math.max(0, at + found[0]) + found[1]] : undefined
        const now = { picture: place(pictureAt, one.picture), sound: place(soundAt, one.sound), key: one.key }
        pictureAt = now.picture?.[1] ?? pictureAt
        soundAt = now.sound?.[1] ?? soundAt
        return now
      })
      const { given: sent, placed } = measured(given)
      let end = placed[0]?.from ?? 0
      for (const { from, seconds } of placed) {
        if (Math.abs(from - end) > 1e-6 || !(seconds > 0)) throw new Error(`${from} follows ${end}`)
        end = from + seconds
      }
      const bytes = (pieces: readonly { bytes: Uint8Array }[]) => Buffer.concat(pieces.map((piece) => piece.bytes))
      if (!bytes(placed).equals(bytes(sent))) throw new Error('bytes are lost')
    }),
  )
})
