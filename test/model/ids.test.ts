import fc from 'fast-check'
import t from 'tap'
import Value from 'typebox/value'
import { naturalId, newId } from '../../src/model/ids.ts'
import { Id } from '../../src/model/primitives.ts'

t.test('an id is a UUIDv7 that bears its moment, and no two are equal', async (t) => {
  const property = fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (wallMs) => {
    const [one, other] = [newId(wallMs), newId(wallMs)]
    return (
      Value.Check(Id, one) &&
      one[14] === '7' &&
      Number.parseInt(one.replaceAll('-', '').slice(0, 12), 16) === wallMs &&
      one !== other
    )
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('the id of a natural key is a UUIDv8, the same on every box, and another for another type or key', async (t) => {
  t.equal(naturalId('reaccion', 'a:b'), naturalId('reaccion', 'a:b'))
  const ids = [naturalId('reaccion', 'a:b'), naturalId('reaccion', 'a:c'), naturalId('seguimiento', 'a:b')]
  t.equal(new Set([...ids, naturalId('reacciona', ':b')]).size, 4)
  for (const id of ids) {
    t.ok(Value.Check(Id, id))
    t.equal(id[14], '8')
  }
})
