import fc from 'fast-check'
import type { Test } from 'tap'
import type { AnalysisFilter } from '../../src/analytics/analysis-store.ts'
import type { AnalisisHistorico } from '../../src/model/analisis-historico.ts'
import { newId } from '../../src/model/ids.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { analysis, weekMs } from './acts.ts'
import type { Open } from './opened.ts'
import { at } from './records.ts'

const { nodo_id } = analysis()

const pagesOf = async ({ analyses }: Storage, filter: AnalysisFilter, limit: number, between = async () => {}) => {
  const found: AnalisisHistorico[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await analyses.page(filter, limit, cursor)
    found.push(...rows)
    if (next === null) return found
    cursor = next
    await between()
  }
}

/** What every family promises of what stretches of time were like. */
export const analysesContract = (t: Test, open: Open) => {
  t.test('a week is kept with all that was found out of it, and is told in the log', async (t) => {
    const { storage, diario } = await open(t)
    const given = analysis({ region: 'MX-OAX' })
    t.match(await storage.analyses.record(given), { ...given, version: 1, lamport: Number })
    const { rows, next } = await storage.analyses.page({ nodo_id, region: 'MX-OAX' }, 5)
    t.strictSame(rows, [{ ...given, lamport: rows[0]?.lamport }])
    t.equal(next, null)
    const { id, version, lamport, ...told } = given
    t.match(await diario(), [{ tipo: 'analisis_historico', id_registro: id, accion: 'put', base: 0, datos: told }])
  })

  t.test('one that is made again stands once: as it was where it says the same, anew where it does not', async (t) => {
    const { storage, diario } = await open(t)
    const first = await storage.analyses.record(analysis())
    t.strictSame(await storage.analyses.record(analysis({ fecha_analisis: at + 5 })), first)
    t.equal((await diario()).length, 1)
    const more = { fecha_analisis: at + 9, metricas_resumidas: { alcance: 41 } }
    const again = await storage.analyses.record(analysis(more))
    t.match(again, { ...more, id: first.id, version: 2, preferencias_culturales_detectadas: [{ valor: 'agua' }] })
    t.strictSame((await storage.analyses.page({ nodo_id, region: null }, 5)).rows, [again])
    t.match((await diario()).at(-1), { accion: 'patch', base: 1, datos: more })
  })

  t.test('of each node, of each region and of everywhere there is a row of weeks of its own', async (t) => {
    const { storage } = await open(t)
    const other = newId(at)
    const [second, first] = [analysis({ periodo: { desde: at, hasta: at + weekMs } }), analysis()]
    const near = analysis({ region: 'MX-OAX' })
    const far = analysis({ nodo_id: other })
    for (const one of [first, near, far, second]) await storage.analyses.record(one)
    const idsOf = async (filter: AnalysisFilter) => (await storage.analyses.page(filter, 5)).rows.map(({ id }) => id)
    t.same(await idsOf({ nodo_id, region: null }), [second.id, first.id])
    t.same(await idsOf({ nodo_id, region: 'MX-OAX' }), [near.id])
    t.same(await idsOf({ nodo_id: other, region: null }), [far.id])
    t.same(await idsOf({ nodo_id, region: 'MX-VER' }), [])
  })

  t.test('of twenty who say something of one week at once, each is a version, and one has the last word', async (t) => {
    const { storage, diario } = await open(t)
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, alcance) =>
        storage.analyses.record(analysis({ metricas_resumidas: { alcance } })),
      ),
    )
    t.same(
      said.map(({ version }) => version).sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
    t.strictSame(
      (await storage.analyses.page({ nodo_id, region: null }, 5)).rows,
      said.filter(({ version }) => version === 20),
    )
    t.equal((await diario()).length, 20)
  })

  t.test(
    'whatever is said meanwhile of whichever week, pages give those that are asked for once, the latest first',
    async (t) => {
      const { storage } = await open(t)
      const week = fc.nat(6)
      const asked = fc.record(
        { desde: week, hasta: week, limit: fc.integer({ min: 1, max: 3 }) },
        { requiredKeys: ['limit'] },
      )
      const moment = (n: number | undefined) => (n === undefined ? undefined : at + n * weekMs)
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(week, { maxLength: 8 }),
          asked,
          week,
          async (weeks, { limit, desde, hasta }, late) => {
            const region = `región ${++run}`
            let alcance = 0
            const say = (n: number) =>
              storage.analyses.record(
                analysis({
                  region,
                  periodo: { desde: at + n * weekMs, hasta: at + (n + 1) * weekMs },
                  metricas_resumidas: { alcance: ++alcance },
                }),
              )
            const model = new Map<number, AnalisisHistorico>()
            for (const n of weeks) model.set(n, await say(n))
            const filter = { nodo_id, region, desde: moment(desde), hasta: moment(hasta) }
            const expected = [...model]
              .filter(([n]) => n >= (desde ?? 0) && n < (hasta ?? 7))
              .sort(([a], [b]) => b - a)
              .map(([, one]) => one)
            t.strictSame(await pagesOf(storage, filter, limit), expected)
            const known = new Set(weeks)
            const meanwhile = () => say(known.has(late) ? late : 7).then(() => undefined)
            const ids = expected.map(({ id }) => id)
            t.strictSame(
              (await pagesOf(storage, filter, limit, meanwhile)).map(({ id }) => id),
              ids,
            )
          },
        ),
        { numRuns: 12 },
      )
      await t.rejects(storage.analyses.page({ nodo_id, region: null }, 2, 'x'), { code: 'cursor_invalido' })
    },
  )
}
