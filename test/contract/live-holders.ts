import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import type { Test } from 'tap'
import type { LiveHolder } from '../../src/ingest/holder-store.ts'
import { newId } from '../../src/model/ids.ts'
import type { Open } from './opened.ts'
import { at } from './records.ts'

const process = (n: number): LiveHolder => ({ proceso: `proceso ${n}`, direccion: `http://10.0.0.${n}:8000` })
const longMs = 60_000

const step = fc.record({
  act: fc.constantFrom('hold', 'release', 'of'),
  process: fc.nat(3),
  live: fc.nat(1),
})

/** What every family promises of the process that a live belongs to. */
export const liveHoldersContract = (t: Test, open: Open) => {
  t.test('a live is the first process’s that takes it, until that one gives it back', async (t) => {
    const { liveHolders } = (await open(t)).storage
    const [live, other] = [newId(at), newId(at)]
    t.equal(await liveHolders.of(live), undefined)
    t.same(await liveHolders.hold(live, process(1), longMs), process(1))
    t.same(await liveHolders.hold(live, process(2), longMs), process(1), 'and the others are told where it is')
    t.same(await liveHolders.hold(other, process(2), longMs), process(2))
    await liveHolders.release(live, process(2).proceso)
    t.same(await liveHolders.of(live), process(1), 'nobody else gives it back')
    const moved = { ...process(1), direccion: 'http://10.0.0.9:8000' }
    t.same(await liveHolders.hold(live, moved, longMs), moved)
    await liveHolders.release(live, moved.proceso)
    t.equal(await liveHolders.of(live), undefined)
    t.same(await liveHolders.hold(live, process(2), longMs), process(2))
  })

  t.test('of twenty that take a live at once one has it, and all are told which', async (t) => {
    const { liveHolders } = (await open(t)).storage
    const live = newId(at)
    const told = await Promise.all(Array.from({ length: 20 }, (_, n) => liveHolders.hold(live, process(n), longMs)))
    t.equal(new Set(told.map(({ proceso }) => proceso)).size, 1)
    t.same(await liveHolders.of(live), told[0])
  })

  t.test('of a process that takes it no longer it is free after a while', async (t) => {
    const { liveHolders } = (await open(t)).storage
    const live = newId(at)
    await liveHolders.hold(live, process(1), longMs)
    t.same(await liveHolders.hold(live, process(1), 30), process(1), 'the last word tells how long')
    while ((await liveHolders.hold(live, process(2), longMs)).proceso !== process(2).proceso) await wait(5)
    t.same(await liveHolders.hold(live, process(1), longMs), process(2))
  })

  t.test('whatever the processes do, nobody has what another has', async (t) => {
    const { liveHolders } = (await open(t)).storage
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const lives = [newId(at), newId(at)] as const
        const model = new Map<string, LiveHolder>()
        for (const { act, process: n, live: i } of steps) {
          const [live, asking] = [lives[i === 0 ? 0 : 1], process(n)]
          const held = model.get(live)
          if (act === 'hold') {
            model.set(live, held ?? asking)
            t.same(await liveHolders.hold(live, asking, longMs), model.get(live))
          } else if (act === 'release') {
            if (held?.proceso === asking.proceso) model.delete(live)
            await liveHolders.release(live, asking.proceso)
          } else t.same(await liveHolders.of(live), held)
        }
      }),
      { numRuns: 25 },
    )
  })
}
