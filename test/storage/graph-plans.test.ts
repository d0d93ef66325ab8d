import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Plan } from 'neo4j-driver'
import t from 'tap'
import { graphReads } from '../../src/storage/embedded/graph.ts'
import { createGraph } from '../../src/storage/servers/graph.ts'
import { graphSchema } from '../../src/storage/servers/graph-schema.ts'
import { createNeo4j, type Neo4jPart } from '../../src/storage/servers/neo4j.ts'
import { projected } from '../contract/projections.ts'
import { build, type Town } from '../contract/town.ts'
import { serversOf } from '../servers.ts'
import { newFolder, openEmbedded, silent } from './base.ts'
import { connectNeo4j, newBase, openServers } from './server-base.ts'
import { crowd } from './server-plans.ts'

/** Every statement that the graph's questions are answered by. */
const statementsOf = (db: DatabaseSync): string[] => {
  const statements: string[] = []
  const listening = {
    prepare: (sql: string) => {
      statements.push(sql)
      return db.prepare(sql)
    },
  }
  graphReads(listening as DatabaseSync)
  return statements
}

t.test(
  'no question to the graph goes through a table: each walks from what it is asked about by an index',
  async (t) => {
    const dataDir = newFolder(t)
    await openEmbedded(t, dataDir)
    const db = new DatabaseSync(join(dataDir, 'nodo.db'), { readOnly: true })
    t.teardown(() => db.close())
    const statements = statementsOf(db)
    t.ok(statements.length > 30, 'the statements are found')
    for (const sql of statements) {
      const plan = db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail))
      const inner = plan.flatMap((step) => /^(?:CO-ROUTINE|MATERIALIZE) (.+)$/.exec(step)?.[1] ?? [])
      const scans = plan.flatMap((step) => /^SCAN (.+)$/.exec(step)?.[1] ?? [])
      t.same(
        scans.filter((name) => !name.includes('VIRTUAL TABLE') && !inner.includes(name)),
        [],
        sql,
      )
    }
  },
)

const servers = serversOf(t)

/** The names of all steps of a plan, as `NodeUniqueIndexSeek`. */
const stepsOf = ({ operatorType, children }: Plan): string[] => [
  operatorType.replace(/@.*/, ''),
  ...children.flatMap(stepsOf),
]

/** Somebody with an acquaintance of every kind, so that each question is asked to its end. */
const acquainted: Town = {
  people: Array.from({ length: 5 }, () => ({ region: 'MX-OAX', themes: ['son'], activo: 1 })),
  works: [1, 2, 3, 2, 4].map((creator, orden) => {
    return { creator, region: 'MX-VER', themes: ['danza'], orden, hidden: 1, text: false }
  }),
  follows: [
    [0, 1],
    [1, 2],
  ],
  likes: [[1, 1]],
  views: [[0, 3]],
  toTheEnd: [],
  parts: [
    [1, 2],
    [1, 4],
  ],
  circle: [1, 2],
}

if (servers)
  t.test('nor does one to Neo4j go through a label, a relationship or an index', async (t) => {
    const base = newBase(t, servers)
    const { storage } = await openServers(t, base)
    const { world } = await build(storage, acquainted)
    await projected(storage)
    const neo4j = createNeo4j(base.neo4j, graphSchema, silent)
    const driver = connectNeo4j(base)
    await neo4j.start()
    t.teardown(() => Promise.all([neo4j.stop(), driver.close()]))
    const asked = new Map<string, object>()
    const listening: Neo4jPart = {
      ...neo4j,
      read: (timeoutMs, work) =>
        neo4j.read(timeoutMs, (run) =>
          work((query, parameters) => {
            asked.set(query, parameters)
            return run(query, parameters)
          }),
        ),
    }
    const espacio = await storage.identity.nodoId()
    const graph = createGraph(listening, () => espacio)
    for (const region of [undefined, 'MX-OAX']) await graph.network(region, 10)
    const [leo = ''] = world.people.keys()
    const listener = { id: leo, region: 'MX-OAX', intereses: ['son'] }
    const reasons = [...(await graph.contentsFor(listener, 0, 10)), ...(await graph.creatorsFor(listener, 10))]
    t.same([...new Set(reasons.map(({ motivo }) => motivo.tipo))].sort(), [
      'colaboro_con_quien_te_gusta',
      'continuar',
      'seguido',
      'visto_por_tu_red',
    ])
    for (const id of [leo, ...world.circles.keys()]) await graph.influenceOf(id)
    for (const id of world.works.keys()) await graph.propagationOf(id)
    t.ok(asked.size > 30, 'the questions are found')
    await crowd(t, driver)
    for (const [query, parameters] of asked) {
      const { summary } = await driver.executeQuery(`EXPLAIN ${query}`, parameters)
      const scans = stepsOf(summary.plan as Plan).filter((step) => step.endsWith('Scan'))
      t.same(scans, [], query)
    }
  })
