import fc from 'fast-check'
import type { Test } from 'tap'
import { follow } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at } from './records.ts'

const peopled = async (open: Open, t: Test, howMany: number) => {
  const opened = await open(t)
  const people = Array.from({ length: howMany }, (_, i) => account({ nombre: `persona ${i}` }))
  for (const one of people) await opened.storage.accounts.create(one)
  return { ...opened, people, ids: people.map(({ id }) => id) as [string, ...string[]] }
}

/** What every family promises of who follows whom. */
export const followsContract = (t: Test, open: Open) => {
  t.test('a follow is one record, however often it is asked for, and no log that travels tells of it', async (t) => {
    const { storage, diario, ids } = await peopled(open, t, 2)
    const [ana, eva = ''] = ids
    const given = follow(ana, eva)
    const before = await diario()
    t.match(await storage.follows.follow(given), { ...given, lamport: Number })
    t.match(await storage.follows.follow(follow(ana, eva, { fecha_inicio: at + 9 })), { fecha_inicio: at, version: 1 })
    t.equal(await storage.follows.follows(ana, eva), true)
    t.equal(await storage.follows.follows(eva, ana), false)
    await t.rejects(storage.follows.follow(follow(ana, account().id)), { code: 'usuario_no_encontrado' })
    await storage.follows.unfollow(ana, eva)
    t.same(await diario(), before)
  })

  t.test('who stops following may begin anew, under a new date', async (t) => {
    const { storage, ids } = await peopled(open, t, 2)
    const [ana, eva = ''] = ids
    t.equal(await storage.follows.unfollow(ana, eva), undefined)
    await storage.follows.follow(follow(ana, eva))
    t.match(await storage.follows.unfollow(ana, eva), { activo: false, version: 2 })
    t.match(await storage.follows.unfollow(ana, eva), { activo: false, version: 2 })
    t.equal(await storage.follows.follows(ana, eva), false)
    t.same(await storage.follows.followersOf(eva, 10), { rows: [], next: null, total: 0 })
    t.match(await storage.follows.follow(follow(ana, eva, { fecha_inicio: at + 9 })), { version: 3, activo: true })
    t.match((await storage.follows.followersOf(eva, 10)).rows, [{ fecha_inicio: at + 9 }])
  })

  t.test('both ends are listed newest first, with names, page by page', async (t) => {
    const { storage, people, ids } = await peopled(open, t, 5)
    const [eva, ...fans] = ids
    for (const [i, fan] of fans.entries()) {
      await storage.follows.follow(follow(fan, eva, { fecha_inicio: at + i }))
      await storage.follows.follow(follow(eva, fan, { fecha_inicio: at - i }))
    }
    const first = await storage.follows.followersOf(eva, 3)
    t.equal(first.total, 4)
    t.same(
      first.rows.map(({ usuario }) => usuario),
      [4, 3, 2].map((i) => ({ id: ids[i], nombre: people[i]?.nombre })),
    )
    // One who goes and one who comes meanwhile move nobody else.
    await storage.follows.unfollow(fans[3] ?? '', eva)
    const last = await storage.follows.followersOf(eva, 3, first.next ?? '')
    t.match([last.next, ...last.rows], [null, { usuario: { id: fans[0] }, fecha_inicio: at }])
    t.equal(last.rows.length, 1)
    const followed = await storage.follows.followedBy(eva, 10)
    t.same(
      followed.rows.map(({ usuario }) => usuario.id),
      fans,
    )
    await t.rejects(storage.follows.followedBy(eva, 3, 'x'), { code: 'cursor_invalido' })
  })

  t.test('two boxes of one person that follow at once make one follow', async (t) => {
    const { storage, ids } = await peopled(open, t, 2)
    const [ana, eva = ''] = ids
    const made = await Promise.all(Array.from({ length: 6 }, () => storage.follows.follow(follow(ana, eva))))
    t.same([...new Set(made.map(({ id, version }) => `${id} ${version}`))], [`${followIdOf(made)} 1`])
    t.equal((await storage.follows.followersOf(eva, 10)).total, 1)
  })

  t.test('whatever is followed and left in whatever order, lists and counts say who follows now', async (t) => {
    const { storage, ids } = await peopled(open, t, 4)
    const step = fc.record({ follows: fc.boolean(), who: fc.nat(3), whom: fc.nat(3), moment: fc.nat(2) })
    const kept = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        for (const { follows, who, whom, moment } of steps) {
          const [from = '', to = ''] = [ids[who], ids[whom]]
          const key = `${from} ${to}`
          if (follows) {
            await storage.follows.follow(follow(from, to, { fecha_inicio: at + moment }))
            if (!kept.has(key)) kept.set(key, at + moment)
          } else {
            await storage.follows.unfollow(from, to)
            kept.delete(key)
          }
        }
        const listed: string[] = []
        for (const id of ids) {
          const { rows, total } = await storage.follows.followersOf(id, 100)
          if (total !== rows.length) return false
          if (rows.some((row, i) => row.fecha_inicio > (rows[i - 1]?.fecha_inicio ?? Infinity))) return false
          listed.push(...rows.map(({ usuario, fecha_inicio }) => `${usuario.id} ${id} ${fecha_inicio}`))
        }
        const expected = [...kept].map(([key, moment]) => `${key} ${moment}`).sort()
        return JSON.stringify(listed.sort()) === JSON.stringify(expected)
      }),
      { numRuns: 20 },
    )
  })
}

const followIdOf = (made: { id: string }[]) => made[0]?.id
