import fc from 'fast-check'
import t from 'tap'
import { checkMedia } from '../../src/packaging/check-playlist.ts'
import { reload, watched } from './watched-window.ts'

t.test('a live of a minute keeps every clause at every reload', async (t) => {
  const live = watched()
  live.stretch()
  const last = live.seconds(60)
  t.strictSame(live.found, [])
  t.ok(last.mediaSequence > 10, 'old segments have left it')
  t.equal(last.segments.filter(({ parts }) => parts.length > 0).length, 3, 'the last three list their parts')
  t.ok(last.open && last.open.parts.length > 0)
})

t.test(
  'stretches that come and go keep every clause, the first of them still marked while it is the first',
  async (t) => {
    const live = watched()
    for (let n = 0; n < 8; n++) {
      live.stretch()
      live.seconds(n % 2 ? 6 : 11)
    }
    t.strictSame(live.found, [])
    t.ok(live.look().discontinuitySequence >= 4)
  },
)

t.test('a stretch of which nothing came is no discontinuity', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(30)
  live.stretch(2)
  live.seconds(60)
  t.strictSame(live.found, [])
  t.equal(live.look().discontinuitySequence, 1)
})

t.test('a live that goes on after a restart begins at its numbers', async (t) => {
  const live = watched({ secuencia: 41, tramo: 7 })
  live.stretch()
  const first = live.seconds(1)
  t.match(first, { mediaSequence: 41, discontinuitySequence: 7, segments: [] })
  live.seconds(40)
  t.strictSame(live.found, [])
})

t.test('numbers that were left out are no hole in the playlist, and no name is used twice', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(10)
  const before = new Map(
    live
      .look()
      .segments.flatMap(({ uri, parts }) => [uri, ...parts.map((p) => p.uri)])
      .map((uri) => [uri, live.window.resource(uri)?.chunks[0]]),
  )
  live.skip(3)
  live.stretch(1)
  live.seconds(10)
  t.strictSame(live.found, [])
  for (const [uri, bytes] of before) t.equal(live.window.resource(uri)?.chunks[0], bytes, uri)
})

t.test('the end lists all that came, hints at nothing and lets nobody wait', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(5)
  const waiting = reload(live.window, 50)
  t.equal(waiting.answer, 'never')
  const next = reload(live.window, 4)
  t.equal(next.answer, 'later')
  live.window.end()
  const last = live.look()
  t.equal(next.released, true)
  t.strictSame(live.found, [])
  t.equal(last.endList, true)
  t.equal(Math.round(last.segments.reduce((sum, { duration }) => sum + duration, 0) * 10), 50)
})

t.test('what left the playlist is still there for as long as the longest playlist that had it', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(2)
  const gone = new Map<string, number>()
  let before = live.look()
  for (let tenth = 0; tenth < 600; tenth++) {
    const now = live.fragment(0.2, tenth % 10 === 0)
    for (const { uri } of before.segments) if (!now.segments.some((s) => s.uri === uri)) gone.set(uri, 0)
    before = now
    for (const [uri, seconds] of gone) {
      gone.set(uri, seconds + 0.2)
      if (seconds <= 2 + 24 + 2 && !live.window.resource(uri)) t.fail(`${uri} is gone after ${seconds} s`)
    }
  }
  t.ok(gone.size > 20)
})

t.test('a live of an hour holds no more than one of two minutes', async (t) => {
  const live = watched()
  const held = () => {
    let names = 0
    for (let n = 0; n < 40_000; n++) if (live.window.resource(`kp${n}.m4s`)) names++
    for (let n = 0; n < 2000; n++) names += live.window.resource(`ks${n}.m4s`) ? 1 : 0
    for (let n = 0; n < 200; n++) names += live.window.resource(`ki${n}.mp4`) ? 1 : 0
    return names
  }
  const minutes = (count: number) => {
    for (let n = 0; n < count; n++) {
      live.stretch()
      live.stretch()
      live.seconds(60)
    }
  }
  minutes(2)
  const early = held()
  minutes(20)
  t.ok(Math.abs(held() - early) < 20, `${early} names, then ${held()}`)
})

t.test('a segment is its parts, one after the other', async (t) => {
  const live = watched()
  live.stretch()
  const { segments } = live.seconds(8)
  for (const { uri, parts } of segments) {
    const whole = Buffer.concat([...(live.window.resource(uri)?.chunks ?? [])])
    const pieces = parts.flatMap((part) => [...(live.window.resource(part.uri)?.chunks ?? [])])
    t.ok(whole.equals(Buffer.concat(pieces)), uri)
  }
})

t.test('a source too irregular for parts goes on as plain HLS, and the next stretch has parts again', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(6)
  for (let n = 0; n < 40; n++) live.fragment(n % 2 ? 0.35 : 0.1, n % 10 === 0)
  const plain = live.look()
  t.equal(plain.partTarget, undefined)
  t.ok(plain.segments.every(({ parts }) => parts.length === 0))
  t.strictSame(checkMedia(plain), [])
  t.equal(
    live.window.awaitPart('kp70.m4s', () => undefined),
    false,
  )
  live.stretch()
  const again = live.seconds(3)
  t.equal(again.partTarget, 0.234)
  t.strictSame(checkMedia(again), [], 'and none of the irregular parts is listed again')
})

t.test('a window without parts lists whole segments alone, the first of them at once', async (t) => {
  const live = watched(undefined, false)
  live.stretch()
  const first = live.fragment(0.2, true)
  t.equal(first.segments.length + (first.open ? 1 : 0), 0)
  live.seconds(10)
  t.strictSame(live.found, [])
  const { segments, partTarget, preloadHint, canBlockReload } = live.look()
  t.match(
    { partTarget, preloadHint, canBlockReload },
    { partTarget: undefined, preloadHint: undefined, canBlockReload: undefined },
  )
  t.ok(segments.length > 0 && segments.every(({ parts }) => parts.length === 0))
  t.equal(live.window.resource('kp0.m4s'), undefined)
})

t.test('media too long for a part is a segment of its own, listed whole, and the parts go on behind it', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(6)
  const asked = reload(live.window, live.look().mediaSequence + live.look().segments.length + 1, undefined)
  const long = live.fragment(0.72, false)
  t.match(long.segments.at(-1), { duration: 0.72, parts: [] })
  t.equal(asked.released, true, 'who waits for it is told')
  t.equal(live.seconds(2).open?.parts.length, 10)
  t.strictSame(live.found, [])
  t.ok(live.look().partTarget)
})

t.test('any run of stretches, key frames and part lengths keeps every clause', async () => {
  const part = fc.record({
    seconds: fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: 0.1995, max: 0.2335, noNaN: true }) },
      { weight: 1, arbitrary: fc.double({ min: 0.04, max: 0.19, noNaN: true }) },
    ),
    key: fc.boolean(),
    stretch: fc.integer({ min: 0, max: 40 }).map((n) => n === 0),
  })
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 400 }), (parts) => {
      const live = watched()
      live.stretch()
      let short = false
      for (const { seconds, key, stretch } of parts) {
        if (stretch) live.stretch()
        // ffmpeg cuts a fragment short in front of a key frame alone.
        live.fragment(Math.round(seconds * 1e5) / 1e5, key || short || stretch)
        short = seconds < 0.1989
      }
      const broken = live.found.filter((text) => !text.includes('(SHOULD)'))
      if (broken.length > 0) throw new Error(broken.join('\n'))
    }),
    { numRuns: 60 },
  )
})
