import fc from 'fast-check'
import type { Test } from 'tap'
import type { Storage } from '../../src/storage/storage.ts'
import { follow } from './acts.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, content } from './records.ts'

/** A whole feed, whatever its pages. */
export const feedOf = async ({ feeds }: Storage, usuarioId: string, limit = 100): Promise<string[]> => {
  const ids: string[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await feeds.page(usuarioId, limit, cursor)
    ids.push(...rows.map(({ contenido_id }) => contenido_id))
    if (next === null) return ids
    cursor = next
  }
}

const people = async (storage: Storage, count: number) => {
  const accounts = Array.from({ length: count }, () => account())
  for (const one of accounts) await storage.accounts.create(one)
  return accounts.map(({ id }) => id)
}
const idsOf = (works: readonly { id: string }[]) => works.map(({ id }) => id)

/** What every family promises of what people are shown of those whom they follow. */
export const feedsContract = (t: Test, open: Open) => {
  t.test('a feed is what those whom one follows published, the newest first', async (t) => {
    const { storage } = await open(t)
    const [ana = '', eva = '', luz = '', leo = ''] = await people(storage, 4)
    await storage.follows.follow(follow(ana, eva))
    const published = (creator: string, orden_nodo_ms: number) =>
      content(creator, { estado: 'publicado', orden_nodo_ms })
    const [old, own, later] = [published(eva, 1), published(ana, 2), published(eva, 3)]
    const draft = content(eva, { orden_nodo_ms: 4 })
    const [other, newest] = [published(luz, 5), published(luz, 6)]
    await storage.contents.createMany([later, old, own, draft, other, newest])
    await projected(storage)
    t.same(await feedOf(storage, ana), idsOf([later, old]))
    t.same(await feedOf(storage, leo), [])

    await storage.follows.follow(follow(ana, luz))
    await storage.follows.follow(follow(leo, luz))
    await storage.contents.change(draft.id, { estado: 'publicado' })
    await projected(storage)
    t.same(await feedOf(storage, ana), idsOf([newest, other, draft, later, old]))
    t.same(await feedOf(storage, leo), idsOf([newest, other]))
    t.same(await storage.feeds.page(leo, 1), {
      rows: [{ contenido_id: newest.id, orden_nodo_ms: 6 }],
      next: (await storage.feeds.page(leo, 1)).next,
    })

    await storage.contents.change(newest.id, { estado: 'oculto' })
    await storage.contents.remove(old.id)
    await storage.follows.unfollow(leo, luz)
    await projected(storage)
    t.same(await feedOf(storage, ana), idsOf([other, draft, later]))
    t.same(await feedOf(storage, leo), [])
    await t.rejects(storage.feeds.page(ana, 10, 'ajeno'), { code: 'cursor_invalido' })
  })

  t.test('a feed has the newest five hundred, and what is gone of them makes room', async (t) => {
    const { storage } = await open(t)
    const [ana = '', eva = '', luz = ''] = await people(storage, 3)
    await storage.follows.follow(follow(ana, eva))
    await storage.follows.follow(follow(ana, luz))
    // Four of each moment, so that ids decide too.
    const works = Array.from({ length: 520 }, (_, i) =>
      content(i % 2 ? eva : luz, { estado: 'publicado', orden_nodo_ms: Math.floor(i / 4) }),
    )
    await storage.contents.createMany(works.slice(0, 300))
    await projected(storage)
    await storage.contents.createMany(works.slice(300))
    await projected(storage)
    const newestFirst = (all: typeof works) =>
      idsOf(all.toSorted((a, b) => b.orden_nodo_ms - a.orden_nodo_ms || (a.id < b.id ? 1 : -1)))
    t.same(await feedOf(storage, ana, 100), newestFirst(works).slice(0, 500))
    t.same(await feedOf(storage, ana, 33), newestFirst(works).slice(0, 500))

    const [gone, hidden] = [works[519]!, works[400]!]
    await storage.contents.remove(gone.id)
    await storage.contents.change(hidden.id, { estado: 'oculto' })
    const moved = works[510]!
    await storage.contents.change(moved.id, { orden_nodo_ms: 0 })
    await projected(storage)
    const left = works
      .filter((one) => one !== gone && one !== hidden)
      .map((one) => (one === moved ? { ...one, orden_nodo_ms: 0 } : one))
    t.same(await feedOf(storage, ana, 100), newestFirst(left).slice(0, 500))
  })

  t.test('whatever is done, at the same time too, a feed is what is followed and published', async (t) => {
    const step = fc.record({
      what: fc.constantFrom('follow', 'unfollow', 'publish', 'hide', 'remove', 'make', 'hand'),
      who: fc.nat(2),
      other: fc.nat(2),
      which: fc.nat(3),
    })
    const { storage } = await open(t)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), fc.boolean(), async (steps, together) => {
        const everybody = await people(storage, 3)
        const works = Array.from({ length: 4 }, (_, i) => content(everybody[i % 3]!, { orden_nodo_ms: i % 3 }))
        await storage.contents.createMany(works)
        const act = ({ what, who, other, which }: (typeof steps)[number]): Promise<unknown> => {
          const [person, second, work] = [everybody[who]!, everybody[other]!, works[which]!]
          if (what === 'follow') return storage.follows.follow(follow(person, second))
          if (what === 'unfollow') return storage.follows.unfollow(person, second)
          if (what === 'remove') return storage.contents.remove(work.id)
          if (what === 'make') return storage.contents.createMany([{ ...work, estado: 'publicado' }])
          if (what === 'hand') return storage.contents.change(work.id, { creador_id: person })
          return storage.contents.change(work.id, { estado: what === 'hide' ? 'oculto' : 'publicado' })
        }
        const acts = steps.map((one) => () => act(one).catch(() => undefined))
        if (together) await Promise.all(acts.map((one) => one()))
        else for (const one of acts) await one()
        await projected(storage)
        const there = (await storage.contents.byIds(idsOf(works))).map(({ contenido }) => contenido)
        for (const person of everybody) {
          const followed = (await storage.follows.followedBy(person, 10)).rows.map(({ usuario }) => usuario.id)
          const expected = there
            .filter(({ estado, creador_id }) => estado === 'publicado' && followed.includes(creador_id))
            .toSorted((a, b) => b.orden_nodo_ms - a.orden_nodo_ms || (a.id < b.id ? 1 : -1))
          t.same(await feedOf(storage, person, 2), idsOf(expected))
        }
      }),
      { numRuns: 8 },
    )
  })
}
