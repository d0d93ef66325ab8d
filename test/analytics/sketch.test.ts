import fc from 'fast-check'
import t from 'tap'
import { countOf, emptySketch, sketchOf, unionOf } from '../../src/analytics/sketch.ts'

const people = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `persona ${from + i}`)

t.test('nobody is nobody, and a handful is counted exactly', async (t) => {
  t.equal(countOf(emptySketch), 0)
  for (const count of [1, 2, 3, 5, 8, 13, 20]) t.equal(countOf(sketchOf(people(count))), count)
})

t.test('a crowd is counted within three standard errors, whatever its size', async (t) => {
  // Of 3.25 %; with few people the error is smaller still, so a person or two are let pass there.
  const sizes = [50, 100, 500, 1_000, 2_500, 5_000, 20_000, 100_000, 400_000]
  for (const [i, size] of sizes.entries()) {
    const found = countOf(sketchOf(people(size, i * 1_000_000)))
    t.ok(Math.abs(found - size) <= Math.max(2, 0.0975 * size), `${found} for ${size}`)
  }
})

t.test('over many crowds the error is the one that the formula says, and leans to neither side', async (t) => {
  const errors = Array.from({ length: 120 }, (_, i) => countOf(sketchOf(people(4_000, i * 10_000))) / 4_000 - 1)
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)
  t.ok(Math.abs(mean) < 0.01, `mean ${mean}`)
  t.ok(deviation > 0.022 && deviation < 0.043, `deviation ${deviation}`)
})

t.test('it never takes more than 1 KiB, and two bytes a person while there are few', async (t) => {
  t.ok(sketchOf(people(10)).length <= 20)
  for (const count of [400, 700, 900, 5_000]) t.ok(sketchOf(people(count)).length <= 1_024)
  t.equal(sketchOf(people(5_000)).length, 1_024)
})

t.test('the union is the sketch of all, in any order, any number of times', async () => {
  const crowd = fc.record({ count: fc.oneof(fc.nat(30), fc.nat(1_500)), from: fc.nat(1_000) })
  fc.assert(
    fc.property(crowd, crowd, crowd, (...crowds) => {
      const [a, b, c] = crowds.map(({ count, from }) => sketchOf(people(count, from)))
      const all = sketchOf(crowds.flatMap(({ count, from }) => people(count, from)))
      const same = (one = emptySketch, other = emptySketch) => Buffer.compare(one, other) === 0
      if (!a || !b || !c) return false
      return (
        same(unionOf(unionOf(a, b), c), all) &&
        same(unionOf(c, unionOf(b, a)), all) &&
        same(unionOf(all, a), all) &&
        same(unionOf(a, a), a)
      )
    }),
  )
})
