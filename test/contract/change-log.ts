import fc from 'fast-check'
import type { Test } from 'tap'
import type { FilaDiario } from '../../src/model/diario.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { LogPage } from '../../src/sync/store.ts'
import { comment, play } from './acts.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, content } from './records.ts'

const plenty = { rows: 10_000, bytes: 10_000_000 }
const bytesOf = (rows: readonly FilaDiario[]) =>
  rows.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0)

/** Every page behind a place. */
const pagesOf = async ({ changeLog }: Storage, limits = plenty, from = 0) => {
  const { epoca, hasta } = await changeLog.span()
  const pages: LogPage[] = []
  for (let after = from; after < hasta; ) {
    const page = await changeLog.behind(epoca, after, limits)
    if (!page) throw new Error('the log does not reach so far')
    pages.push(page)
    after = page.upTo
  }
  return pages
}

/** A log of units of these many rows, some of which say much. */
const fill = async ({ accounts, contents }: Storage, units: readonly number[]) => {
  const creator = account()
  await accounts.create(creator)
  for (const howMany of units)
    await contents.createMany(
      Array.from({ length: howMany }, (_, i) => content(creator.id, { descripcion: 'á'.repeat(300 * i) })),
    )
  return creator
}

const filled = async (open: Open, t: Test, units: readonly number[]) => {
  const opened = await open(t)
  return { ...opened, creator: await fill(opened.storage, units) }
}

/** What every family promises of the change log as it is read to be told elsewhere. */
export const changeLogContract = (t: Test, open: Open) => {
  t.test('the log is read from any place on, and what never travels is not in it', async (t) => {
    const { storage, diario, creator } = await filled(open, t, [3])
    const one = content(creator.id, { estado: 'publicado' })
    await storage.contents.createMany([one])
    await storage.history.record([play(creator.id, one.id)])
    await storage.comments.append(comment(creator.id, one.id))
    const rows = await diario()
    const { nodo_id, epoca, desde, hasta } = await storage.changeLog.span()
    t.match({ nodo_id, epoca, desde }, { nodo_id: await storage.identity.nodoId(), epoca: 1, desde: 0 })
    t.equal(hasta, rows.at(-1)?.seq)
    t.strictSame(await storage.changeLog.behind(1, 0, plenty), { rows, upTo: hasta, whole: true })
    const from = rows[3]?.seq ?? 0
    t.strictSame(await storage.changeLog.behind(1, from, plenty), { rows: rows.slice(4), upTo: hasta, whole: true })
    t.strictSame(await storage.changeLog.behind(1, hasta, plenty), { rows: [], upTo: hasta, whole: true })
    t.equal(await storage.changeLog.behind(1, hasta + 1, plenty), undefined, 'nothing is known of what is to come')
    t.equal(await storage.changeLog.behind(2, 0, plenty), undefined, 'nor of another epoch')
  })

  t.test('whatever its limits, a page holds whole transactions, and one that is larger comes in pieces', async (t) => {
    const unit = fc.integer({ min: 1, max: 12 })
    const limits = fc.record({ rows: fc.integer({ min: 1, max: 15 }), bytes: fc.integer({ min: 1, max: 12_000 }) })
    const { storage, diario } = await open(t)
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { maxLength: 5 }), limits, async (units, limits) => {
        const { hasta } = await storage.changeLog.span()
        await fill(storage, units)
        const rows = (await diario()).filter(({ seq }) => seq > hasta)
        const pages = await pagesOf(storage, limits, hasta)
        t.strictSame(
          pages.flatMap((page) => page.rows),
          rows,
        )
        pages.forEach((page, i) => {
          if (page.rows.length > 1)
            t.ok(page.rows.length <= limits.rows && bytesOf(page.rows) <= limits.bytes, 'a page keeps to its limits')
          const goesOn = pages[i + 1]?.rows[0]?.tx === page.rows.at(-1)?.tx
          t.equal(page.whole, !goesOn)
          if (goesOn) t.equal(new Set(page.rows.map(({ tx }) => tx)).size, 1, 'nothing else stands with a piece')
          const next = pages[i + 1]?.rows ?? []
          const first = next.filter(({ tx }) => tx === next[0]?.tx)
          const both = [...page.rows, ...first]
          const complete = rows.filter(({ tx }) => tx === next[0]?.tx).length === first.length
          if (page.whole && complete && next.length > 0)
            t.ok(both.length > limits.rows || bytesOf(both) > limits.bytes, 'a page holds as many as it can')
        })
      }),
      { numRuns: 12 },
    )
  })

  t.test('read while twenty write, it misses nothing and gives nothing twice', async (t) => {
    const { storage, diario } = await open(t)
    let writing = true
    const writers = Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let i = 0; i < 10; i++) await storage.accounts.create(account())
      }),
    ).finally(() => {
      writing = false
    })
    const seen: FilaDiario[] = []
    for (let after = 0, last = false; !last; ) {
      last = !writing
      const page = await storage.changeLog.behind(1, after, { rows: 7, bytes: 100_000 })
      seen.push(...(page?.rows ?? []))
      after = page?.upTo ?? after
      if (page?.rows.length) last = false
    }
    await writers
    t.strictSame(seen, await diario())
  })

  t.test('what has a receipt is forgotten, a little at a time, and the log says from where it is', async (t) => {
    const { storage, diario } = await filled(open, t, [4, 4])
    await projected(storage)
    const rows = await diario()
    const receipt = rows[4]?.seq ?? 0
    t.equal(await storage.changeLog.prune(receipt, 3), 3)
    t.match(await storage.changeLog.span(), { desde: rows[2]?.seq, hasta: rows.at(-1)?.seq })
    t.equal(await storage.changeLog.prune(receipt, 3), 2)
    t.equal(await storage.changeLog.prune(receipt, 3), 0)
    t.same(await diario(), rows.slice(5))
    t.match(await storage.changeLog.span(), { desde: receipt })
    t.equal(await storage.changeLog.behind(1, receipt - 1, plenty), undefined, 'what is gone is not passed over')
    t.strictSame((await storage.changeLog.behind(1, receipt, plenty))?.rows, rows.slice(5))
  })

  t.test('a log that is all forgotten goes on where it was, and nothing that was made of it is lost', async (t) => {
    const { storage, diario, graph, creator } = await filled(open, t, [2])
    const one = content(creator.id, { estado: 'publicado' })
    await storage.contents.createMany([one])
    await storage.history.record([play(creator.id, one.id)])
    await projected(storage)
    const before = await graph()
    const { hasta } = await storage.changeLog.span()
    while ((await storage.changeLog.prune(hasta, 2)) === 2);
    t.same(await diario(), [])
    t.match(await storage.changeLog.span(), { desde: hasta, hasta })
    t.strictSame(await storage.changeLog.behind(1, hasta, plenty), { rows: [], upTo: hasta, whole: true })
    await storage.accounts.create(account())
    t.match(await storage.changeLog.behind(1, hasta, plenty), { rows: [{ tipo: 'perfil', accion: 'put' }] })
    t.ok((await diario())[0]!.seq > hasta)
    await projected(storage)
    for (const line of before) t.ok((await graph()).includes(line))
  })
}
