import t from 'tap'
import { copyIsDue } from '../../src/storage/embedded/copies.ts'
import { copyName } from '../../src/storage/embedded/files.ts'

const hourMs = 3_600_000
const at = (nodoMs: number) => ({ file: copyName(nodoMs), nodoMs })

t.test('a copy is due each day of node time', async (t) => {
  const copies = [at(30 * hourMs), at(6 * hourMs)]
  t.equal(copyIsDue(copies, 53 * hourMs), false)
  t.equal(copyIsDue(copies, 54 * hourMs), true)
})

t.test('the first is due at once, the second after an hour', async (t) => {
  t.equal(copyIsDue([], 0), true)
  t.equal(copyIsDue([at(0)], hourMs - 1), false)
  t.equal(copyIsDue([at(0)], hourMs), true)
})

t.test('a copy of a time that is still to come does not keep the next from being taken', async (t) => {
  t.equal(copyIsDue([at(30 * hourMs), at(6 * hourMs)], 29 * hourMs), true)
})

t.test('names sort as node time does', async (t) => {
  const times = [0, 60_000, 999_999_999_999, 1_000_000_000_000]
  t.same(times.map(copyName).sort(), times.map(copyName))
})
