import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { account, at } from './records.ts'

const allOf = async ({ erasures }: Storage, limit = 3) => {
  const ids: string[] = []
  for (;;) {
    const page = await erasures.after(ids.at(-1), limit)
    ids.push(...page)
    if (page.length < limit) return ids
  }
}

/** What every family promises of those who were erased. */
export const erasuresContract = (t: Test, open: Open) => {
  t.test('each who is to be erased is kept once, and all are given in pages', async (t) => {
    const { storage, diario } = await open(t)
    t.same(await allOf(storage), [])
    const ids = Array.from({ length: 10 }, () => newId(at))
    await Promise.all([...ids, ...ids].map((id) => storage.erasures.remember(id)))
    t.same(await allOf(storage), ids.toSorted())
    t.same(await allOf(storage, 100), ids.toSorted())
    t.same(await diario(), [])
  })

  t.test('it is kept whatever becomes of what is written beside it', async (t) => {
    const { storage } = await open(t)
    const [taken, gone] = [account(), newId(at)]
    await storage.accounts.create(taken)
    await Promise.allSettled([
      storage.accounts.create(account({ email: taken.email })),
      storage.erasures.remember(gone),
      storage.accounts.create(account({ email: taken.email })),
    ])
    t.same(await allOf(storage), [gone])
  })
}
