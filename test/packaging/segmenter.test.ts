import fc from 'fast-check'
import t from 'tap'
import {
  createPlainSegmenter,
  createSegmenter,
  LEAST_PART_S,
  PART_TARGET_S,
  type Placement,
  TARGET_DURATION_S,
} from '../../src/packaging/segmenter.ts'

interface Fragment {
  seconds: number
  key: boolean
}

/** Fragments as ffmpeg cuts them: of `part` seconds, a shorter one in front of a key frame where it does not come out even. */
const cut = (part: number, keysAt: readonly number[], seconds: number): Fragment[] => {
  const fragments: Fragment[] = []
  const ends = [...keysAt.filter((at) => at > 0), seconds]
  let from = 0
  for (const end of ends) {
    let key = true
    while (end - from > 1e-6) {
      const length = Math.min(part, end - from)
      fragments.push({ seconds: length, key })
      from += length
      key = false
    }
  }
  return fragments
}

const every = (interval: number, seconds: number) =>
  Array.from({ length: Math.ceil(seconds / interval) }, (_, n) => n * interval)

interface Segment {
  seconds: number
  key: boolean
  parts: number[]
}

const segmentsOf = (fragments: readonly Fragment[]) => {
  const { place } = createSegmenter()
  const segments: Segment[] = []
  const placed: Placement[] = []
  for (const { seconds, key } of fragments) {
    const placement = place(seconds, key)
    placed.push(placement)
    if (placement.opens) segments.push({ seconds: 0, key, parts: [] })
    const segment = segments.at(-1) as Segment
    segment.seconds += seconds
    segment.parts.push(seconds)
  }
  return { segments, placed }
}
const lengths = (segments: readonly Segment[]) => segments.map(({ seconds }) => Math.round(seconds * 1000) / 1000)

t.test('a key frame each second makes segments of two', async (t) => {
  const { segments, placed } = segmentsOf(cut(0.2, every(1, 8), 8))
  t.strictSame(lengths(segments), [2, 2, 2, 2])
  t.ok(segments.every(({ key }) => key))
  t.notOk(placed.some(({ irregular }) => irregular))
})

t.test('a key frame each two seconds makes segments of two', async (t) => {
  const { segments } = segmentsOf(cut(0.2, every(2, 8), 8))
  t.strictSame(lengths(segments), [2, 2, 2, 2])
})

t.test('a key frame each eight seconds makes segments of four, every other without one', async (t) => {
  const { segments, placed } = segmentsOf(cut(0.2, every(8, 16), 16))
  t.strictSame(lengths(segments), [4, 4, 4, 4])
  t.strictSame(
    segments.map(({ key }) => key),
    [true, false, true, false],
  )
  t.notOk(placed.some(({ irregular }) => irregular))
})

t.test('pictures without a key frame but the first (intra refresh) go on in segments of four', async (t) => {
  const { segments } = segmentsOf(cut(0.2, [0], 12))
  t.strictSame(lengths(segments), [4, 4, 4])
})

t.test('a key frame behind a shorter part opens a segment whatever its age', async (t) => {
  // 24 pictures a second, a key frame each: 0.2083 s four times, then 0.1667.
  const { segments, placed } = segmentsOf(cut(5 / 24, every(1, 3), 3))
  t.strictSame(lengths(segments), [1, 1, 1])
  t.ok(segments.every(({ key }) => key))
  t.notOk(placed.some(({ irregular }) => irregular))
})

t.test('key frames at any time keep every rule of parts', async (t) => {
  const { segments, placed } = segmentsOf(cut(0.2, [0, 0.5, 0.66, 2.1, 6.3, 6.4, 9], 10))
  t.ok(segments.every(({ parts }) => parts.slice(0, -1).every((seconds) => seconds >= LEAST_PART_S)))
  t.notOk(placed.some(({ irregular }) => irregular))
})

t.test(
  'a source whose parts are out of measure now and then keeps its low latency; one that goes on so loses it',
  async (t) => {
    const regular = cut(0.2, every(1, 20), 20)
    const few = regular.map((fragment, n) => (n % 30 === 7 ? { ...fragment, seconds: 0.4 } : fragment))
    t.notOk(segmentsOf(few).placed.some(({ irregular }) => irregular))
    const many = regular.map((fragment, n) => (n % 5 === 2 ? { ...fragment, seconds: 0.4 } : fragment))
    const { placed } = segmentsOf(many)
    const from = placed.findIndex(({ irregular }) => irregular)
    t.ok(from > 0 && from < 30, `from fragment ${from} on`)
    t.ok(
      placed.slice(from).every(({ irregular }) => irregular),
      'and does not change its mind',
    )
  },
)

t.test(
  'a fragment too long for a part is a segment of its own, until the source is too irregular for parts',
  async (t) => {
    const regular = cut(0.2, every(1, 4), 4)
    const { segments } = segmentsOf(regular.map((fragment, n) => (n === 13 ? { seconds: 0.72, key: false } : fragment)))
    t.strictSame(lengths(segments), [2, 0.6, 0.72, 1.2])
    const slow = segmentsOf(Array.from({ length: 20 }, () => ({ seconds: 0.5, key: false })))
    t.strictSame(lengths(slow.segments), [0.5, 0.5, 0.5, 4, 4, 0.5])
  },
)

t.test(
  'whatever the source, no segment is longer than the target allows, and a short part ends its segment',
  async () => {
    const fragment = fc.record({
      seconds: fc.oneof(
        fc.double({ min: 0.199, max: 0.234, noNaN: true }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      ),
      key: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 200 }), (fragments) => {
        const { segments } = segmentsOf(fragments)
        return segments.every(
          ({ seconds, parts }) =>
            Math.round(seconds) <= TARGET_DURATION_S && parts.slice(0, -1).every((part) => part >= LEAST_PART_S),
        )
      }),
    )
  },
)

t.test('parts of 0.199 to 0.234 s are between 85 and 100 % of the target', async (t) => {
  t.ok(LEAST_PART_S <= 0.199 && LEAST_PART_S >= PART_TARGET_S * 0.85)
  t.ok(PART_TARGET_S >= 0.2335)
})

t.test('sound alone: three segments of a second for whoever comes first, then of four', async (t) => {
  const { place } = createPlainSegmenter()
  const segments: number[] = []
  let open = false
  for (let n = 0; n < 23; n++) {
    const { opens, closes } = place(1)
    if (!open) t.equal(opens, true, 'what is complete is followed by the next')
    if (opens) segments.push(0)
    segments[segments.length - 1] = (segments.at(-1) ?? 0) + 1
    open = !closes
  }
  t.strictSame(segments, [1, 1, 1, 4, 4, 4, 4, 4])
})

t.test('sound alone: fragments of any length stay under the target', async () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.02, max: 2, noNaN: true }), { maxLength: 100 }), (fragments) => {
      const { place } = createPlainSegmenter()
      let age = 0
      return fragments.every((seconds) => {
        age = place(seconds).opens ? seconds : age + seconds
        return Math.round(age) <= TARGET_DURATION_S
      })
    }),
  )
})
