import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import type { Test } from 'tap'
import type { EventoSala } from '../../src/model/evento-sala.ts'
import { newId } from '../../src/model/ids.ts'
import type { RoomStore } from '../../src/room/store.ts'
import type { Open } from './opened.ts'
import { at } from './records.ts'

const boot = 7
const saying = (n: number) => ({ tipo: 'comentario', datos: { texto: `mensaje ${n}` } }) as const
const said = (events: readonly EventoSala[] | undefined) =>
  events?.map(({ datos }) => Number(String(datos.texto).split(' ')[1]))

/** Says so many things in a room, one after the other. @returns their ids */
const say = async (rooms: RoomStore, liveId: string, from: number, to: number): Promise<string[]> => {
  const ids: string[] = []
  for (let n = from; n < to; n++) ids.push(await rooms.append(liveId, boot, saying(n)))
  return ids
}

const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await wait(5)
}

const roomsContract = (t: Test, open: Open) => {
  t.test('a room is read in its order, from wherever one left it', async (t) => {
    const { rooms } = (await open(t)).storage
    const [live, other] = [newId(at), newId(at)]
    t.same(await rooms.newest(live, 10), { eventos: [], hasta: '0-0' })
    t.same(await rooms.behind(live, '0-0', 10), [])
    const ids = await say(rooms, live, 0, 5)
    await say(rooms, other, 9, 10)
    t.match(ids, Array(5).fill(/^7-\d+$/))
    const newest = await rooms.newest(live, 2)
    t.same(said(newest.eventos), [3, 4])
    t.equal(newest.hasta, ids[4])
    t.same(await rooms.behind(live, ids[3]!, 10), [{ id: ids[4], ...saying(4) }])
    t.same(said(await rooms.behind(live, ids[0]!, 2)), [1, 2])
    t.same(said(await rooms.behind(live, '0-0', 10)), [0, 1, 2, 3, 4])
    t.same(await rooms.behind(live, ids[4]!, 10), [])
  })

  t.test('who left too long ago, or under another boot, is told that something is missing', async (t) => {
    const { rooms } = (await open(t)).storage
    const live = newId(at)
    const ids = await say(rooms, live, 0, 1_000)
    t.equal(said(await rooms.behind(live, '0-0', 2_000))?.length, 1_000)
    await say(rooms, live, 1_000, 1_002)
    t.equal((await rooms.newest(live, 2_000)).eventos.length, 1_000, 'a thousand are kept')
    t.equal(await rooms.behind(live, '0-0', 10), undefined)
    t.equal(await rooms.behind(live, ids[1]!, 10), undefined)
    t.same(said(await rooms.behind(live, ids[2]!, 2)), [3, 4])
    t.equal(await rooms.behind(live, `${boot - 1}-${ids[500]?.split('-')[1]}`, 10), undefined)
    t.equal(await rooms.behind(live, `${boot + 1}-1`, 10), undefined)
    t.equal(await rooms.behind(newId(at), ids[2]!, 10), undefined, 'another room')
  })

  t.test('of many who speak at once everybody is heard, each under an id of their own', async (t) => {
    const { rooms } = (await open(t)).storage
    const live = newId(at)
    const ids = await Promise.all(Array.from({ length: 100 }, (_, n) => rooms.append(live, boot, saying(n))))
    const kept = (await rooms.behind(live, '0-0', 200))?.map(({ id }) => id)
    t.equal(new Set(ids).size, 100)
    t.same(kept?.toSorted(), ids.toSorted())
  })

  t.test('who listens hears all that is behind their place, once and in order, whenever they came', async (t) => {
    const { rooms } = (await open(t)).storage
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }), fc.nat(30), async (arrivals, before) => {
        const live = newId(at)
        const ids = ['0-0', ...(await say(rooms, live, 0, before))]
        const heard = arrivals.map((place) => {
          const events: EventoSala[] = []
          const from = Math.min(place, before)
          const end = rooms.listen(live, ids[from]!, (more) => events.push(...(more ?? [])))
          return { from, events, end }
        })
        await say(rooms, live, before, 40)
        await until(() => heard.every(({ events }) => said(events)?.at(-1) === 39))
        for (const { from, events } of heard)
          t.same(
            said(events),
            Array.from({ length: 40 - from }, (_, i) => from + i),
          )
        heard[0]?.end()
        const length = heard[0]?.events.length
        await say(rooms, live, 40, 41)
        await until(() => heard.slice(1).every(({ events }) => said(events)?.at(-1) === 40))
        t.equal(heard[0]?.events.length, length, 'who left hears nothing')
        for (const { end } of heard) end()
      }),
      { numRuns: 15 },
    )
  })

  t.test('who listens from a place that is gone is told so, once', async (t) => {
    const { rooms } = (await open(t)).storage
    const live = newId(at)
    await say(rooms, live, 0, 2)
    const told: unknown[] = []
    const end = rooms.listen(live, '3-1', (events) => told.push(events))
    await until(() => told.length > 0)
    await say(rooms, live, 2, 4)
    const [first] = (await rooms.newest(live, 2)).eventos
    const heard: EventoSala[] = []
    const stop = rooms.listen(live, first!.id, (events) => heard.push(...(events ?? [])))
    await until(() => heard.length > 0)
    t.same(told, [undefined])
    end()
    stop()
  })
}

const viewersContract = (t: Test, open: Open) => {
  t.test('viewers count once each, in their live, until they leave', async (t) => {
    const { viewers } = (await open(t)).storage
    const [live, other] = [newId(at), newId(at)]
    t.equal(await viewers.count(live), 0)
    t.equal(await viewers.see(live, ['ana', 'luz'], 60_000), 2)
    t.equal(await viewers.see(live, ['ana'], 60_000), 2)
    t.equal(await viewers.see(other, ['ana'], 60_000), 1)
    t.equal(await viewers.leave(live, 'ana'), 1)
    t.equal(await viewers.leave(live, 'nadie'), 1)
    t.equal(await viewers.count(live), 1)
    t.equal(await viewers.count(other), 1)
  })

  t.test('who is not seen any more is counted no longer, each for themself', async (t) => {
    const { viewers } = (await open(t)).storage
    const live = newId(at)
    await viewers.see(live, ['breve'], 30)
    await viewers.see(live, ['ana'], 60_000)
    await viewers.see(live, ['ana'], 1)
    await until(async () => (await viewers.count(live)) === 1)
    t.equal(await viewers.leave(live, 'ana'), 0, 'it is the one who was seen for longer')
  })
}

const presenceContract = (t: Test, open: Open) =>
  t.test('a session is here while it is seen, and known for a while after it left', async (t) => {
    const { presence } = (await open(t)).storage
    const [ana, luz] = [newId(at), newId(at)]
    t.same(await presence.find(['uno']), [undefined])
    await presence.see('uno', ana, at)
    await presence.see('otro', luz, at + 1)
    await presence.see('uno', ana, at + 2)
    await presence.leave('otro', at + 3)
    await presence.leave('nadie', at + 4)
    t.same(await presence.find(['otro', 'nadie', 'uno']), [
      { user_id: luz, estado_online: false, last_seen: at + 3 },
      undefined,
      { user_id: ana, estado_online: true, last_seen: at + 2 },
    ])
  })

const limitsContract = (t: Test, open: Open) => {
  const now = () => performance.now()
  t.test('what is done in a window is counted, whoever counts, until the window ends', async (t) => {
    const { limits } = (await open(t)).storage
    const counted = await Promise.all(Array.from({ length: 50 }, () => limits.count('ana', 60_000, now())))
    t.same(
      counted.map(({ count }) => count).toSorted((a, b) => a - b),
      Array.from({ length: 50 }, (_, i) => i + 1),
    )
    t.ok(counted.every(({ endsInMs }) => endsInMs > 0 && endsInMs <= 60_000))
    t.equal((await limits.count('luz', 60_000, now())).count, 1)
    await limits.count('breve', 40, now())
    await until(async () => (await limits.count('breve', 40, now())).count === 1)
  })

  t.test('failures add up until they are forgiven, or none came for long', async (t) => {
    const { limits } = (await open(t)).storage
    for (let n = 1; n <= 3; n++) t.equal(await limits.countOn('ana', 60_000, now()), n)
    await limits.countOn('luz', 60_000, now())
    t.same(await limits.counts(['ana', 'nadie', 'luz'], now()), [3, 0, 1])
    await limits.forget(['ana', 'nadie'])
    t.same(await limits.counts(['ana', 'luz'], now()), [0, 1])
    await limits.countOn('breve', 40, now())
    await until(async () => (await limits.counts(['breve'], now()))[0] === 0)
    t.equal(await limits.countOn('breve', 60_000, now()), 1)
  })
}

/** What every family promises of what is of the moment. */
export const liveStateContract = (t: Test, open: Open) => {
  roomsContract(t, open)
  viewersContract(t, open)
  presenceContract(t, open)
  limitsContract(t, open)
}
