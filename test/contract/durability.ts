import type { Test } from 'tap'
import type { Open } from './opened.ts'
import { account } from './records.ts'

/** A program of its own that writes accounts without pause and tells each that was acknowledged. */
export interface Writing {
  /** Resolves with everything that was acknowledged, once the program was killed (SIGKILL) after `acks` of them. */
  killAfter(acks: number): Promise<string[]>
}

/** What every family promises of what it acknowledged. */
export const durabilityContract = (t: Test, open: Open, killable: (t: Test) => { write(): Writing; reopen: Open }) => {
  t.test('what was acknowledged is there after kill -9, again and again', async (t) => {
    const { write, reopen } = killable(t)
    const acknowledged: string[] = []
    for (const acks of [1, 40, 7, 250]) acknowledged.push(...(await write().killAfter(acks)))
    const { storage, diario, gapless } = await reopen(t)
    for (const id of acknowledged) t.ok(await storage.accounts.byId(id), `${id} is there`)
    const rows = await diario()
    const numbers = rows.map(({ seq }) => seq)
    t.equal(new Set(numbers).size, rows.length, 'no number of the log came twice')
    if (gapless) t.equal(numbers.at(-1), rows.length, 'and it has no hole')
    t.equal((await storage.accounts.list(100_000)).length, rows.length, 'and a row for each record')
    t.equal(storage.status().estado, 'ok')
  })

  t.test('one unit that fails among many at once harms no other', async (t) => {
    const { storage } = await open(t)
    const taken = account()
    await storage.accounts.create(taken)
    const good = Array.from({ length: 40 }, () => account())
    const all = good.toSpliced(20, 0, account({ email: taken.email }))
    const results = await Promise.allSettled(all.map((one) => storage.accounts.create(one)))
    t.same(
      results.flatMap(({ status }, i) => (status === 'rejected' ? [i] : [])),
      [20],
    )
    t.equal((await storage.accounts.list(100)).length, 41)
  })

  t.test('after stop every call is refused as unavailable', async (t) => {
    const { storage } = await open(t)
    await storage.stop()
    await t.rejects(storage.accounts.create(account()), { code: 'servicio_no_disponible', retryAfterS: Number })
    await t.rejects(storage.accounts.hasAdmin(), { code: 'servicio_no_disponible' })
    t.equal(storage.status().estado, 'down')
  })
}
