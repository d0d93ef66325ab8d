import fc from 'fast-check'
import t from 'tap'
import { createCatchUp, partsProfile, segmentsProfile } from '../../src/dashboard/player/catch-up.ts'
import { playScene } from './simulated-buffer.ts'

/** The same lateness for the same piece, spread over 0…most. */
const jitter = (most: number) => (mediaEnd: number) => {
  const n = Math.imul(Math.round(mediaEnd * 100) ^ 0x9e3779b9, 0x85ebca6b)
  return ((n >>> 8) / 2 ** 24) * most
}
const parts = { profile: partsProfile, piece: 0.2, late: jitter(0.05) }
const { reserve } = partsProfile
const tail = (values: number[], n: number) => values.slice(-n)

t.test(
  'a play that begins a second too far behind is at its reserve within half a minute, without a stall',
  async (t) => {
    const { stalls, ahead, rates } = playScene({ ...parts, seconds: 60, startAhead: 1.5 })
    t.equal(stalls.length, 0)
    for (const held of tail(ahead, 30)) t.ok(Math.abs(held - reserve) < 0.12, `holds ${held}`)
    t.ok(Math.max(...rates) <= 1.1, 'it never hurries past what the ear forgives')
  },
)

t.test('a play that begins too close falls back to its reserve and never stands still', async (t) => {
  const { stalls, ahead } = playScene({ ...parts, seconds: 40, startAhead: 0.25 })
  t.equal(stalls.length, 0)
  for (const held of tail(ahead, 15)) t.ok(Math.abs(held - reserve) < 0.12, `holds ${held}`)
})

t.test('a steady play keeps its ordinary rate', async (t) => {
  const { rate } = playScene({ ...parts, seconds: 60, startAhead: reserve + 0.2 })
  const ordinary = tail(rate, 30).filter((value) => Math.abs(value - 1) < 0.021).length
  t.ok(ordinary >= 25, `${ordinary} of 30 seconds`)
})

t.test('an encoder whose clock runs wrong makes nobody drift', async (t) => {
  for (const sourceSpeed of [0.995, 1.005]) {
    const { stalls, age } = playScene({ ...parts, seconds: 900, startAhead: 0.6, sourceSpeed })
    t.equal(stalls.length, 0)
    for (const old of tail(age, 600)) t.ok(old > 0.3 && old < 0.9, `shows what is ${old} s old`)
  }
})

t.test('one bad moment at the start is forgotten within five minutes', async (t) => {
  const hole = (mediaEnd: number) => (mediaEnd > 3 && mediaEnd < 4.4 ? 4.4 - mediaEnd : 0)
  const late = (mediaEnd: number) => hole(mediaEnd) + jitter(0.05)(mediaEnd)
  const { stalls, ahead, age } = playScene({ ...parts, late, seconds: 330, startAhead: 0.6 })
  t.equal(stalls.length, 1, 'the hole is longer than any reserve')
  t.ok((ahead[30] ?? 0) > reserve + 0.03, 'after it more is held')
  for (const old of tail(age, 30)) t.ok(old < 0.75, `${old} s`)
})

t.test('a link that stands still again and again gets a reserve that carries it, within its bound', async (t) => {
  const late = (mediaEnd: number) => (Math.floor(mediaEnd / 0.2) % 50 === 0 ? 0.9 : 0)
  const { stalls } = playScene({ ...parts, late, seconds: 300, startAhead: 0.6 })
  const early = stalls.filter(({ atS }) => atS < 100).length
  const late_ = stalls.filter(({ atS }) => atS > 200).length
  t.ok(early > 0)
  t.ok(late_ < early, `${early} stalls in the first 100 s, ${late_} in the last`)
})

t.test('far behind it hurries at up to 1.5, and further than the bound it skips', async (t) => {
  const hurried = playScene({ ...parts, seconds: 30, startAhead: 3.5 })
  t.ok(Math.max(...hurried.rates) > 1.4)
  t.equal(hurried.skips.length, 0)
  const skipped = playScene({ ...parts, seconds: 30, startAhead: 9 })
  t.equal(skipped.skips.length, 1)
  t.equal(skipped.stalls.length, 0, 'a skip leaves the reserve in place')
  for (const held of tail(skipped.ahead, 10)) t.ok(Math.abs(held - reserve) < 0.15)
})

t.test('whole segments of four seconds are held without a stall, and not faster than one hears', async (t) => {
  const { stalls, rates, age } = playScene({
    profile: segmentsProfile,
    piece: 4,
    late: jitter(0.8),
    seconds: 300,
    startAhead: 12,
  })
  t.equal(stalls.length, 0)
  t.ok(Math.max(...rates) <= 1.04)
  for (const old of tail(age, 60)) t.ok(old < 9, `${old} s`)
})

t.test('whatever the buffer does, the rate stays in its bounds and moves in small steps', async () => {
  const sample = fc.record({
    gap: fc.integer({ min: 1, max: 400 }),
    ahead: fc.double({ min: 0, max: 30, noNaN: true }),
    moving: fc.boolean(),
    stall: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 200 }), (samples) => {
      const control = createCatchUp(partsProfile)
      let [atMs, before] = [0, 1]
      for (const { gap, ahead, moving, stall } of samples) {
        atMs += gap
        if (stall) control.stalled()
        const { rate, skip } = control.step({ atMs, ahead, moving })
        const near = Math.abs(rate - before) < 0.0201 || rate === 1
        if (rate < 0.95 || rate > 1.5 || !near) return false
        if (skip !== undefined && (skip <= 0 || skip >= ahead)) return false
        if (control.reserve() < reserve || control.reserve() > partsProfile.mostReserve + 1e-9) return false
        before = rate
      }
      return true
    }),
  )
})
