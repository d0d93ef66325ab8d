import t from 'tap'
import { createBackoff } from '../../src/dashboard/player/backoff.ts'
import { createLinkWatch } from '../../src/dashboard/player/link-watch.ts'

t.test('one standstill is forgiven; four within the span are a bad link', async (t) => {
  const link = createLinkWatch()
  t.notOk(link.stalled(0, 500))
  t.notOk(link.stalled(10_000, 500))
  t.notOk(link.stalled(20_000, 500))
  t.ok(link.stalled(30_000, 500))
})

t.test('hiccups that nobody notices are no reason to take the picture away', async (t) => {
  const link = createLinkWatch()
  for (let second = 0; second < 40; second++) t.notOk(link.stalled(second * 1000, 100))
})

t.test('standstills that lie far apart are none', async (t) => {
  const link = createLinkWatch()
  for (let minute = 0; minute < 10; minute++) t.notOk(link.stalled(minute * 60_000, 1000))
})

t.test('a long time spent waiting is a bad link, however often', async (t) => {
  const link = createLinkWatch()
  t.notOk(link.stalled(0, 5000))
  t.ok(link.stalled(9000, 4000))
})

t.test('what was before a choice of the viewer does not count', async (t) => {
  const link = createLinkWatch()
  link.stalled(0, 7000)
  link.forget()
  t.notOk(link.stalled(1000, 2000))
})

t.test('waits double up to eight seconds and begin anew after a success', async (t) => {
  const backoff = createBackoff()
  t.same(
    Array.from({ length: 7 }, () => backoff.nextMs()),
    [500, 1000, 2000, 4000, 8000, 8000, 8000],
  )
  backoff.reset()
  t.equal(backoff.nextMs(), 500)
})
