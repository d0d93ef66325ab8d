import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { Seen } from '../../src/projections/projection.ts'
import { TurnTaken } from '../../src/projections/worker.ts'
import { graphSchema } from '../../src/storage/servers/graph-schema.ts'
import { createGraphTarget } from '../../src/storage/servers/graph-writes.ts'
import { createNeo4j } from '../../src/storage/servers/neo4j.ts'
import { collaboration, collective, follow, membership, reaction } from '../contract/acts.ts'
import { account, at, content } from '../contract/records.ts'
import { serversOf, type TestServers } from '../servers.ts'
import { silent } from './base.ts'
import { clearSpace, connectNeo4j, graphLinesOf, newBase } from './server-base.ts'

const servers = serversOf(t)

/** Empty spaces of one database, each with what writes into it. */
const openDatabase = async (t: Test, servers: TestServers) => {
  const base = newBase(t, servers)
  const neo4j = createNeo4j(base.neo4j, graphSchema, silent)
  const driver = connectNeo4j(base)
  const spaces: string[] = []
  await neo4j.start()
  t.teardown(async () => {
    for (const space of spaces) await clearSpace(driver, space)
    await neo4j.stop()
    await driver.close()
  })
  return () => {
    const space = randomUUID()
    spaces.push(space)
    return { target: createGraphTarget(neo4j, () => space), lines: () => graphLinesOf(driver, space) }
  }
}

const [ana, eva, luz] = [account(), account(), account()]
const [song, talk] = [content(ana.id), content(eva.id)]
const circle = collective()

/** The life of one record: what it says at each moment, and that it is gone. */
const lives: ((n: number) => Omit<Seen, 'lamport'>)[] = [
  (n) => ({ tipo: 'perfil', id: ana.id, record: { ...ana, region: n % 2 ? 'MX-OAX' : null, activo: n % 3 > 0 } }),
  (n) => ({
    tipo: 'contenidos',
    id: song.id,
    record: {
      ...song,
      creador_id: n % 2 ? ana.id : eva.id,
      estado: n % 3 ? 'publicado' : 'oculto',
      etiquetas: [`tema ${n % 4}`, 'son'],
    },
  }),
  (n) => ({ tipo: 'contenidos', id: talk.id, record: { ...talk, estado: n % 2 ? 'publicado' : 'borrador' } }),
  (n) => ({ tipo: 'colectivos', id: circle.id, record: { ...circle, nombre: `Loma ${n}` } }),
  (n) => {
    const record = follow(luz.id, ana.id, { activo: n % 2 === 0, fecha_inicio: at + n })
    return { tipo: 'seguimientos', id: record.id, record }
  },
  (n) => {
    const record = reaction(luz.id, song.id, { activo: n % 2 === 0, fecha: at + n })
    return { tipo: 'reacciones', id: record.id, record }
  },
  (n) => {
    const record = collaboration(eva.id, song.id, { estado: n % 2 ? 'aceptada' : 'propuesta', rol: `voz ${n}` })
    return { tipo: 'colaboraciones', id: record.id, record }
  },
  (n) => {
    const record = membership(ana.id, circle.id, { estado: 'aceptada', activo: n % 2 === 0, fecha_ingreso: n })
    return { tipo: 'membresias', id: record.id, record }
  },
]

const seen = fc
  .record({ which: fc.nat(lives.length - 1), n: fc.nat(9), gone: fc.boolean() })
  .map(({ which, n, gone }, i = 0) => ({ which, n, gone, i }))

/** A history in its order: each moment is later than the one before. */
const history = fc.array(seen, { minLength: 1, maxLength: 25 }).map((moments) =>
  moments.map(({ which, n, gone }, lamport) => {
    const said = lives[which]!(n)
    return { ...said, record: gone ? undefined : said.record, lamport } as Seen
  }),
)

if (servers) {
  t.test('a row that comes twice, and rows in any wrong order, leave the graph as the right order does', async (t) => {
    const openSpace = await openDatabase(t, servers)
    const anyOrder = fc.array(fc.nat(), { minLength: 40, maxLength: 40 })
    const again = fc.array(fc.nat(), { maxLength: 10 })
    const perBatch = fc.integer({ min: 1, max: 8 })
    await fc.assert(
      fc.asyncProperty(history, again, anyOrder, perBatch, async (rows, again, order, perBatch) => {
        const [right, wrong] = [openSpace(), openSpace()]
        const coming = [...rows, ...again.map((i) => rows[i % rows.length]!)]
          .map((row, i) => ({ row, place: order[i] ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ row }) => row)
        for (const row of rows) await right.target.apply([row], 1)
        for (let i = 0; i < coming.length; i += perBatch) await wrong.target.apply(coming.slice(i, i + perBatch), 1)
        const lines = await right.lines()
        t.same(await wrong.lines(), lines)
        await right.target.apply(rows, 1)
        t.same(await right.lines(), lines, 'all of them once more')
      }),
      { numRuns: 20 },
    )
  })

  t.test('a worker that was held up writes nothing once another took its place', async (t) => {
    const openSpace = await openDatabase(t, servers)
    const { target, lines } = openSpace()
    const row = { tipo: 'perfil', id: ana.id, lamport: 1, record: ana } as const
    await target.apply([row], 7)
    const before = await lines()
    await t.rejects(target.apply([{ ...row, lamport: 2, record: undefined }], 6), new TurnTaken(7))
    await t.rejects(target.clear(6), new TurnTaken(7))
    t.same(await lines(), before)
    await target.clear(8)
    t.same(await lines(), [])
  })

  t.test('what two spaces of one database hold is nothing to each other', async (t) => {
    const openSpace = await openDatabase(t, servers)
    const [mine, yours] = [openSpace(), openSpace()]
    const row = { tipo: 'perfil', id: ana.id, lamport: 1, record: ana } as const
    await mine.target.apply([row], 1)
    await yours.target.apply([row], 1)
    await mine.target.clear(2)
    t.same(await mine.lines(), [])
    t.equal((await yours.lines()).length, 1)
  })
}
