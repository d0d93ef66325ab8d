import t from 'tap'
import { createSlowDown } from '../../src/people/slow-down.ts'
import { createLimits } from '../../src/storage/limits.ts'
import { createTestClock } from '../http/box.ts'

// What waits does not keep a program alive that wants to end; the test has to.
const alive = setInterval(() => undefined, 1000)
t.teardown(() => clearInterval(alive))

/** Whether the attempt waits, told without waiting for it. */
const waits = async (attempt: Promise<void>) =>
  Promise.race([attempt.then(() => false), new Promise<boolean>((resolve) => setImmediate(() => resolve(true)))])

t.test('five failures in a row slow the pair of account and address down', async (t) => {
  const slow = createSlowDown({ limits: createLimits(), clock: createTestClock() })
  for (let n = 0; n < 5; n++) {
    t.equal(await waits(slow.pass('ana', '10.0.0.1')), false)
    await slow.failed('ana', '10.0.0.1')
  }
  const attempt = slow.pass('ana', '10.0.0.1')
  t.equal(await waits(attempt), true)
  await t.rejects(
    slow.pass('ana', '10.0.0.1'),
    { code: 'demasiadas_peticiones', retryAfterS: 1 },
    'no second one waits',
  )
  t.equal(await waits(slow.pass('luz', '10.0.0.1')), true, 'the address is slow for every account')
  t.equal(await waits(slow.pass('ana', '10.0.0.2')), false, 'its owner, elsewhere, is not concerned')
  await attempt
})

t.test('the wait grows to ten seconds and no further', async (t) => {
  const slow = createSlowDown({ limits: createLimits(), clock: createTestClock() })
  const told: number[] = []
  for (let n = 0; n < 5; n++) await slow.failed('ana', '10.0.0.1')
  for (let n = 0; n < 12; n++) {
    const email = `ana${n}`
    slow.pass(email, '10.0.0.1').catch(() => undefined)
    await slow.pass(email, '10.0.0.1').catch(({ retryAfterS }) => told.push(retryAfterS))
    await slow.failed('ana', '10.0.0.1')
  }
  t.same(told, [1, 2, 4, 8, 10, 10, 10, 10, 10, 10, 10, 10])
})

t.test('a success or a quarter of an hour forgets', async (t) => {
  const clock = createTestClock()
  const slow = createSlowDown({ limits: createLimits(), clock })
  const failFive = async () => {
    for (let n = 0; n < 5; n++) await slow.failed('ana', '10.0.0.1')
  }
  await failFive()
  await slow.succeeded('ana', '10.0.0.1')
  t.equal(await waits(slow.pass('ana', '10.0.0.1')), false)
  await failFive()
  clock.advance(15 * 60_000)
  t.equal(await waits(slow.pass('ana', '10.0.0.1')), false)
})
