import fc from 'fast-check'
import t from 'tap'
import { createTimeline } from '../../src/ingest/timeline.ts'

type Track = 'audio' | 'video'
interface Sent {
  track: Track
  timestamp: number
  arrived: number
}

const place = (packets: readonly Sent[]) => {
  const timeline = createTimeline()
  const placed = packets.map(({ track, timestamp, arrived }) => ({
    track,
    arrived,
    timestamp,
    ...timeline.place(track, timestamp, arrived),
  }))
  return { placed, gaps: timeline.gaps() }
}

/** Pictures at 25 a second and sound each 20 ms, as an encoder interleaves them, its clock at `stampOf` the true time. */
const session = (seconds: number, stampOf: (ms: number) => number): Sent[] => {
  const packets: Sent[] = []
  for (let ms = 0; ms < seconds * 1000; ms += 20) {
    if (ms % 40 === 0) packets.push({ track: 'video', timestamp: stampOf(ms), arrived: ms })
    packets.push({ track: 'audio', timestamp: stampOf(ms), arrived: ms })
  }
  return packets
}

t.test('a steady encoder is placed as it says, from zero', async (t) => {
  const { placed, gaps } = place(session(4, (ms) => ms + 7_000))
  t.ok(placed.every(({ ms, arrived }) => ms === arrived))
  t.equal(gaps, 0)
})

t.test('timestamps that wrap at 2^32 go on without a gap', async (t) => {
  const { placed, gaps } = place(session(4, (ms) => (2 ** 32 - 2_000 + ms) % 2 ** 32))
  t.ok(placed.every(({ ms, arrived }) => ms === arrived))
  t.equal(gaps, 0)
})

t.test('packets of before and after the wrap that come mixed stay in their order', async (t) => {
  const { placed, gaps } = place([
    { track: 'video', timestamp: 2 ** 32 - 40, arrived: 0 },
    { track: 'video', timestamp: 0, arrived: 40 },
    { track: 'audio', timestamp: 2 ** 32 - 10, arrived: 40 },
    { track: 'video', timestamp: 40, arrived: 80 },
  ])
  t.strictSame(
    placed.map(({ ms }) => ms),
    [0, 40, 30, 80],
  )
  t.equal(gaps, 0)
})

for (const [name, jump] of [
  ['an hour forward', 3_600_000],
  ['a week forward', 7 * 86_400_000],
  ['ten minutes back', -600_000],
  ['five seconds back', -5_000],
  ['two seconds back', -2_000],
  ['two seconds forward', 2_000],
] as const)
  t.test(`an encoder that jumps ${name} loses no time, and sound and picture stay in step`, async (t) => {
    const { placed, gaps } = place(session(6, (ms) => 1_000_000 + ms + (ms >= 3_000 ? jump : 0)))
    t.equal(gaps, 1)
    for (const { ms, arrived } of placed) if (Math.abs(ms - arrived) > 60) t.fail(`${arrived} is placed at ${ms}`)
    const pictures = new Map(placed.filter(({ track }) => track === 'video').map((p) => [p.arrived, p.ms]))
    const apart = placed.filter(({ arrived, ms }) => Math.abs((pictures.get(arrived) ?? ms) - ms) > 1)
    t.strictSame(apart, [])
  })

t.test('sound that still comes on the old timeline after a jump of the picture stays where it belongs', async (t) => {
  const { placed, gaps } = place([
    ...session(1, (ms) => ms),
    { track: 'video', timestamp: 900_000, arrived: 1000 },
    { track: 'audio', timestamp: 1000, arrived: 1000 },
    { track: 'audio', timestamp: 1020, arrived: 1020 },
    { track: 'video', timestamp: 900_040, arrived: 1040 },
    { track: 'audio', timestamp: 900_040, arrived: 1040 },
  ])
  t.equal(gaps, 1)
  const late = placed.slice(-5)
  t.ok(
    late.every(({ ms, arrived }) => Math.abs(ms - arrived) <= 40),
    JSON.stringify(late),
  )
  t.equal(late[3]?.ms, late[4]?.ms, 'the same stamp of both tracks is the same moment')
})

t.test('what piled up behind a stalled link plays at its own speed', async (t) => {
  const packets = session(6, (ms) => ms).map((packet) => ({
    ...packet,
    arrived: packet.arrived >= 2_000 && packet.arrived < 5_000 ? 5_000 : packet.arrived,
  }))
  const { placed, gaps } = place(packets)
  t.ok(placed.every(({ ms, timestamp }) => ms === timestamp))
  t.equal(gaps, 0)
})

t.test('pictures that an encoder left out on a slow link leave their time behind, not a jump', async (t) => {
  const { placed, gaps } = place(session(8, (ms) => ms).filter(({ arrived }) => arrived < 2_000 || arrived >= 6_000))
  t.ok(placed.every(({ ms, arrived }) => ms === arrived))
  t.equal(gaps, 0)
})

t.test('sound that runs a second behind its picture is no jump', async (t) => {
  const packets: Sent[] = []
  for (let ms = 0; ms < 3_000; ms += 40) {
    packets.push({ track: 'video', timestamp: ms + 900, arrived: ms }, { track: 'audio', timestamp: ms, arrived: ms })
  }
  t.equal(place(packets).gaps, 0)
})

t.test('no track ever goes back, whatever is sent', async () => {
  const packet = fc.record({
    track: fc.constantFrom<Track>('audio', 'video'),
    timestamp: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 2 ** 32 - 20_000, max: 2 ** 32 - 1 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 32 - 1 }) },
    ),
    waited: fc.integer({ min: 0, max: 200 }),
  })
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 400 }), (sent) => {
      let arrived = 0
      const packets = sent.map((one) => {
        arrived += one.waited
        return { ...one, arrived }
      })
      const { placed } = place(packets)
      const last: Record<Track, number> = { audio: 0, video: 0 }
      for (const { track, ms } of placed) {
        if (!Number.isFinite(ms) || ms < last[track]) return false
        last[track] = ms
      }
      return true
    }),
    { numRuns: 300 },
  )
})
