import t from 'tap'
import { createHoles } from '../../src/ingest/holes.ts'

interface Picture {
  ms: number
  key: boolean
}
/** Pictures at a steady rate with a key frame each second. */
const steady = (rate: number, seconds: number): Picture[] =>
  Array.from({ length: rate * seconds }, (_, n) => ({ ms: Math.round((n * 1000) / rate), key: n % rate === 0 }))

const holesIn = (pictures: readonly Picture[]) => {
  const holes = createHoles()
  for (const { ms, key } of pictures) holes.picture(ms, key)
  return holes.count()
}

for (const rate of [1, 5, 15, 25, 60])
  t.test(`${rate} pictures a second have no hole`, async (t) => t.equal(holesIn(steady(rate, 20)), 0))

t.test('pictures that are dropped up to the next key frame are a hole each time', async (t) => {
  t.equal(holesIn(steady(25, 10).filter(({ ms }) => ms % 2000 < 1500)), 4)
})

t.test('a key frame after half a second without a picture, at five a second, is no hole yet', async (t) => {
  t.equal(holesIn(steady(5, 10).filter(({ ms }) => ms % 1000 < 600)), 0)
})

t.test('a rate that falls is no hole, and neither is a screen on which nothing moves for a moment', async (t) => {
  const fast = steady(30, 5)
  t.equal(holesIn([...fast, ...steady(5, 5).map(({ ms, key }) => ({ ms: ms + 5000, key }))]), 0)
  t.equal(holesIn(fast.filter(({ ms, key }) => key || ms % 1000 < 200 || ms % 1000 > 800)), 0)
})

t.test('pictures that stay away for seconds are a hole, with or without a key frame', async (t) => {
  const paused = steady(25, 10).filter(({ ms }) => ms < 3000 || ms >= 5480)
  t.equal(holesIn(paused), 1)
})
