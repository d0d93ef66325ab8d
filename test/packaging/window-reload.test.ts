import t from 'tap'
import { createWindow } from '../../src/packaging/window.ts'
import { reload, watched } from './watched-window.ts'

t.test('a reload that asks for what is there is answered at once', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(5) // segments 0 and 1 whole, 2 with five parts
  for (const [msn, part] of [[0], [1], [1, 0], [1, 9], [2, 0], [2, 4]] as const)
    t.equal(reload(live.window, msn, part).answer, 'now', `${msn}.${part}`)
})

t.test('a reload waits for the part, or the whole segment, that it asks for', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(5)
  const part = reload(live.window, 2, 5)
  const segment = reload(live.window, 2)
  const next = reload(live.window, 3, 0)
  t.strictSame([part.answer, segment.answer, next.answer], ['later', 'later', 'later'])
  live.fragment(0.2, false)
  t.strictSame([part.released, segment.released, next.released], [true, false, false])
  live.seconds(0.8)
  t.strictSame([segment.released, next.released], [false, false])
  live.fragment(0.2, true)
  t.strictSame([segment.released, next.released], [true, true])
})

t.test('a part past the end of a segment means the first of the next one', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(5)
  t.equal(reload(live.window, 1, 12).answer, 'now', 'the next one has begun')
  const past = reload(live.window, 2, 10)
  t.equal(past.answer, 'later')
  live.seconds(1)
  t.equal(past.released, false, 'the segment may still grow to it')
  live.fragment(0.2, true)
  t.equal(past.released, true)
})

t.test('who asks for more than two segments or three seconds of parts ahead is told so', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(5)
  t.equal(reload(live.window, 4).answer, 'later')
  t.equal(reload(live.window, 5).answer, 'never')
  t.equal(reload(live.window, 2, 5 + 12).answer, 'later')
  t.equal(reload(live.window, 2, 5 + 13).answer, 'never')
  t.equal(reload(live.window, 3, 13).answer, 'never')
  t.equal(reload(createWindow('k', true), 0).answer, 'never', 'nothing has come yet')
})

t.test('a hinted part is waited for; any other name is not', async (t) => {
  const live = watched()
  live.stretch()
  live.seconds(3)
  const hint = live.look().preloadHint ?? ''
  let released = 0
  const then = () => {
    released++
  }
  t.equal(live.window.awaitPart('kp900.m4s', then), false)
  t.equal(live.window.awaitPart(hint, then), true)
  t.equal(live.window.resource(hint), undefined)
  live.fragment(0.2, false)
  t.equal(released, 1)
  t.ok(live.window.resource(hint), 'what was hinted is what came')
  const last = live.look().preloadHint ?? ''
  t.equal(live.window.awaitPart(last, then), true)
  live.window.end()
  t.equal(released, 2, 'nobody waits for a part that will not come')
})

t.test('the hint holds over a new segment and a new stretch', async (t) => {
  const live = watched()
  live.stretch()
  for (let n = 0; n < 40; n++) {
    const hint: string = n === 0 ? '' : (live.look().preloadHint ?? '')
    if (n === 25) live.stretch()
    live.fragment(0.2, n % 10 === 0 || n === 25)
    if (n > 0) t.ok(live.window.resource(hint), `${n}: ${hint}`)
  }
})
