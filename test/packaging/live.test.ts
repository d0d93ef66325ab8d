import t from 'tap'
import { createFragmentReader, type Piece } from '../../src/packaging/fragment-reader.ts'
import { createLive } from '../../src/packaging/live.ts'
import type { LiveFragment, PackagingEvent } from '../../src/packaging/live-events.ts'
import type { Recorder } from '../../src/packaging/recorder.ts'
import { fragmentedMp4 } from './real-media.ts'

const id = '0190a0a0-0000-7000-8000-000000000001'
const [init, ...fragments] = createFragmentReader().push(await fragmentedMp4({ seconds: 3, gop: 25 }))
const silentInit = createFragmentReader().push(await fragmentedMp4({ seconds: 1, video: false }))[0] as Piece

/** Keeps nothing on disk, but remembers what it was asked for. */
const remember = () => {
  const kept: string[] = []
  const recorder: Recorder = {
    init: (rendition, tramo) => kept.push(`init ${rendition} ${tramo}`),
    append: (rendition, { secuencia, tramo }) => kept.push(`append ${rendition} ${secuencia}-${tramo}`),
    async close(rendition, { secuencia, tramo }) {
      return { archivo: `${rendition}/${secuencia}-${tramo}.m4s`, tamano_bytes: 1, seconds: 1, gapBefore: false }
    },
    drained: async () => undefined,
  }
  return { recorder, kept }
}

const opened = (next = { tramo: 0, secuencia: { main: 0, aac: 0, opus: 0 } }) => {
  const events: PackagingEvent[] = []
  const { recorder, kept } = remember()
  let now = 1_700_000_000_000
  const live = createLive({ id, next, recorder, wall: () => now, emit: (event) => events.push(event) })
  live.record('all')
  const placed = (): LiveFragment[] => events.flatMap((event) => (event.type === 'fragment' ? [event.fragment] : []))
  const rows = () => events.flatMap((event) => (event.type === 'journal' ? event.rows : []))
  return { live, events, kept, placed, rows, clock: (ms: number) => (now = ms) }
}
const copy = (piece: Piece): Piece => ({ ...piece, bytes: piece.bytes.slice() })

t.test('a stretch that opens while another still comes out waits behind it, in order', async (t) => {
  const { live, placed, events } = opened()
  const first = live.stretch(false)
  const second = live.stretch(true)
  first.piece('main', copy(init as Piece))
  second.piece('main', copy(init as Piece))
  second.piece('main', copy(fragments[0] as Piece))
  first.piece('main', copy(fragments[0] as Piece))
  first.piece('main', copy(fragments[1] as Piece))
  t.strictSame(
    placed().map(({ tramo, relleno }) => [tramo, relleno]),
    [
      [0, false],
      [0, false],
    ],
  )
  first.end()
  second.piece('main', copy(fragments[1] as Piece))
  t.strictSame(
    placed().map(({ tramo, secuencia, opens }) => [tramo, secuencia, opens]),
    [
      [0, 0, true],
      [0, 0, false],
      [1, 1, true],
      [1, 1, false],
    ],
  )
  t.strictSame(
    events.filter(({ type }) => type === 'init').map((event) => event.type === 'init' && event.tramo),
    [0, 1],
  )
  await live.close()
})

t.test('stretches that ended while they waited come out whole, one after the other', async (t) => {
  const { live, placed } = opened()
  const [a, b, c, d] = [live.stretch(true), live.stretch(false), live.stretch(false), live.stretch(true)]
  for (const stretch of [a, b, d]) stretch?.piece('main', copy(init as Piece))
  for (const stretch of [b, d, a]) stretch?.piece('main', copy(fragments[0] as Piece))
  b?.end()
  c?.end()
  a?.end()
  t.strictSame(
    placed().map(({ tramo, relleno }) => [tramo, relleno]),
    [
      [0, true],
      [1, false],
      [2, true],
    ],
    'the one of which nothing came takes no number',
  )
  await live.close()
})

t.test('only what an encoder sent is recorded and journalled with a file', async (t) => {
  const { live, kept, rows } = opened()
  const own = live.stretch(false)
  own.piece('main', copy(init as Piece))
  own.piece('main', copy(fragments[0] as Piece))
  own.end()
  const filler = live.stretch(true)
  filler.piece('main', copy(init as Piece))
  filler.piece('main', copy(fragments[0] as Piece))
  await live.close()
  t.strictSame(kept, ['init main 0', 'append main 0-0'])
  t.match(rows(), [
    { secuencia: 0, relleno: false, archivo: 'main/0-0.m4s', discontinuidad: false },
    { secuencia: 1, relleno: true, archivo: '', discontinuidad: true },
  ])
})

t.test('what is recorded may change while it is on: the segment that is open stays as it began', async (t) => {
  const { live, kept } = opened()
  const stretch = live.stretch(false)
  for (const rendition of ['main', 'aac'] as const) stretch.piece(rendition, copy(init as Piece))
  const both = (n: number) => {
    for (const rendition of ['main', 'aac'] as const) stretch.piece(rendition, copy(fragments[n] as Piece))
  }
  for (let n = 0; n < 5; n++) both(n)
  live.record('audio')
  for (let n = 5; n < 15; n++) both(n)
  await live.close()
  const mainSegments = new Set(kept.filter((line) => line.startsWith('append main')))
  t.strictSame([...mainSegments], ['append main 0-0'])
  t.ok(kept.filter((line) => line.startsWith('append aac')).length === 15)
})

t.test('a live goes on with the numbers it is given', async (t) => {
  const { live, placed } = opened({ tramo: 7, secuencia: { main: 41, aac: 5, opus: 6 } })
  const stretch = live.stretch(false)
  stretch.piece('main', copy(init as Piece))
  stretch.piece('main', copy(fragments[0] as Piece))
  stretch.piece('aac', copy(init as Piece))
  stretch.piece('aac', copy(fragments[0] as Piece))
  t.match(placed(), [
    { rendition: 'main', tramo: 7, secuencia: 41 },
    { rendition: 'aac', tramo: 7, secuencia: 5 },
  ])
  await live.close()
})

t.test('times go on with the media though the clock jumps in the middle', async (t) => {
  const { live, placed, clock } = opened()
  const stretch = live.stretch(false)
  stretch.piece('main', copy(init as Piece))
  stretch.piece('main', copy(fragments[0] as Piece))
  clock(946_684_800_000)
  for (const fragment of fragments.slice(1)) stretch.piece('main', copy(fragment))
  const [first, ...others] = placed()
  let at = (first?.at ?? 0) + (first?.seconds ?? 0) * 1000
  for (const fragment of others) {
    if (Math.abs(fragment.at - at) > 1) t.fail(`${fragment.at} follows ${at}`)
    at += fragment.seconds * 1000
  }
  t.equal(first?.at, 1_700_000_000_000 - Math.round((first?.seconds ?? 0) * 1000))
  await live.close()
})

t.test('pieces before an init, and after the end, are nobody’s', async (t) => {
  const { live, placed } = opened()
  const stretch = live.stretch(false)
  stretch.piece('main', copy(fragments[0] as Piece))
  stretch.piece('main', copy(init as Piece))
  stretch.piece('main', copy(fragments[0] as Piece))
  stretch.end()
  stretch.piece('main', copy(fragments[1] as Piece))
  t.equal(placed().length, 1)
  await live.close()
})

t.test('sound alone can be begun at any fragment', async (t) => {
  const { live, placed } = opened()
  const stretch = live.stretch(false)
  stretch.piece('main', copy(silentInit))
  const sound = createFragmentReader().push(await fragmentedMp4({ seconds: 1, video: false }))
  for (const piece of sound.filter(({ kind }) => kind === 'fragment')) stretch.piece('main', copy(piece))
  t.ok(placed().length > 2 && placed().every(({ independent }) => independent))
  await live.close()
})
