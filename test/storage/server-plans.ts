import { randomUUID } from 'node:crypto'
import { type Document, MongoClient } from 'mongodb'
import { type Driver, ManagedTransaction, type Plan } from 'neo4j-driver'
import type { Test } from 'tap'

/** The plans of what the servers family asks MongoDB and Neo4j while a test runs. */

/** What may be gone through, each with its reason. */
const allowed: readonly [RegExp, string][] = [
  [
    /^contenidos: command \{"pipeline":\[\{"\$match":\{\}\},\{"\$limit":2001\}/,
    'a count that gives up after two thousand',
  ],
  [/^categorias: query \{"filter":\{\}/, 'a few dozen, all of which are shown'],
  [/^vocabulario(?:_de)?: remove \{"q":\{\}/, 'a rebuild begins with nothing'],
  [/^fechas_baja: remove \{"q":\{\}/, 'every mark goes once the clock is believed'],
  [/^(?:vistas|calidad): query \{"filter":\{\}/, 'a sum of everything'],
  [
    /^(?:vistas|calidad): query \{"filter":\{"\$and":\[\{"(?:region|rendicion)":"[^"]+"\}\]\}/,
    'a sum over all time: an index for it alone would cost every cell that is written',
  ],
]

const scans = new Set<string>()

const told = ({ ns, op, command }: Document): string => {
  const { filter, q, pipeline, update, find, aggregate, delete: removed } = command
  const what = { filter, q, pipeline, update, find, aggregate, delete: removed }
  // Values apart: one shape is told once.
  return `${String(ns).split('.').slice(1).join('.')}: ${op} ${JSON.stringify(what).replaceAll(/\b[\da-f]{8}-[\da-f-]{27}\b/g, '…')}`
}

/** Has MongoDB keep what goes through a whole collection of this base. @returns takes it up, before the base goes */
export const watchCollections = async (uri: string): Promise<() => Promise<void>> => {
  const client = new MongoClient(uri)
  await client.db().command({ profile: 1, filter: { appName: /^comuniarte-nodo/, planSummary: /COLLSCAN/ } })
  return async () => {
    for (const found of await client.db().collection('system.profile').find().toArray()) scans.add(told(found))
    await client.close()
  }
}

/** The collections that were gone through from end to end, each with what did it. */
export const collectionScans = (): string[] => [...scans].filter((scan) => !allowed.some(([known]) => known.test(scan)))

/** From now on every query that this process sends in a transaction is kept. */
export const watchQueries = (t: Test): Set<string> => {
  const queries = new Set<string>()
  const { run } = ManagedTransaction.prototype
  ManagedTransaction.prototype.run = function (query, parameters) {
    queries.add(String(query))
    return run.call(this, query, parameters) as never
  }
  t.teardown(() => {
    ManagedTransaction.prototype.run = run
  })
  return queries
}

const stepsOf = (plan: Plan): string[] => [plan.operatorType, ...plan.children.flatMap(stepsOf)]

/** Of another space: where there is next to nothing the planner may well go through it all. */
export const crowd = async (t: Test, driver: Driver) => {
  const espacio = randomUUID()
  t.teardown(() => driver.executeQuery('MATCH (n) WHERE n.propio_espacio = $espacio DETACH DELETE n', { espacio }))
  await driver.executeQuery(
    `UNWIND range(1, 3000) AS n
     CREATE (u:Usuario {propio_espacio: $espacio, user_id: toString(n), propio_rango: n, propio_region: toString(n % 50)})
     CREATE (c:Contenido {propio_espacio: $espacio, contenido_id: toString(n), propio_orden: n, propio_popularidad: n,
       propio_region: toString(n % 50)})
     CREATE (t:Tema {propio_espacio: $espacio, nombre: toString(n)})
     CREATE (u)-[:CREO]->(c), (u)-[:VIO]->(c), (u)-[:GUSTA]->(c), (u)-[:COLABORA_EN]->(c), (u)-[:SIGUE]->(u),
       (c)-[:TRATA {propio_espacio: $espacio, propio_tema: toString(n), propio_orden: n}]->(t)`,
    { espacio },
  )
  await driver.executeQuery('CALL db.prepareForReplanning()')
}

/** The queries whose plans go through every node, or every one of a label. */
export const graphScans = async (driver: Driver, queries: Iterable<string>): Promise<string[]> => {
  const found: string[] = []
  const session = driver.session()
  for (const query of queries) {
    const { summary } = await session.run(`EXPLAIN ${query}`)
    const steps = summary.plan ? stepsOf(summary.plan) : []
    const bad = steps.filter((step) => /AllNodesScan|ByLabelScan|RelationshipTypeScan|AllRelationshipsScan/.test(step))
    if (bad.length > 0) found.push(`${bad}: ${query.replaceAll(/\s+/g, ' ')}`)
  }
  await session.close()
  return found
}
