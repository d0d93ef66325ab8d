import { randomUUID } from 'node:crypto'
import type { GraphStore } from '../../../../src/network/graph-store.ts'
import { createGraph } from '../../../../src/storage/servers/graph.ts'
import { graphSchema } from '../../../../src/storage/servers/graph-schema.ts'
import { createGraphTarget } from '../../../../src/storage/servers/graph-writes.ts'
import { createNeo4j } from '../../../../src/storage/servers/neo4j.ts'
import { createExactAnswers } from '../../../contract/exact-answers.ts'
import { projected } from '../../../contract/projections.ts'
import { silent } from '../../../storage/base.ts'
import { openFamily } from '../../../storage/families.ts'
import type { Bench, Figure } from '../../figure.ts'
import { mean, percentile, summary } from '../../statistics.ts'
import { type Crowd, createCrowd, twoYearsMs } from './crowd.ts'
import { loadEmbedded, loadNeo4j } from './load-crowd.ts'

const size = { people: 100_000, edges: 1_000_000 }
const pageOf = 20
const warmUp = 400
const measured = 1_000
/** The exact answer looks at everything, so it is not asked for everybody. */
const compared = 60

type Asked = { id: string; region: string | null; themes: string[] }
const kinds = ['contents', 'creators'] as const

const ask = (graph: GraphStore, kind: (typeof kinds)[number], { themes, ...who }: Asked) => {
  const listener = { ...who, intereses: themes }
  return kind === 'contents' ? graph.contentsFor(listener, twoYearsMs, pageOf) : graph.creatorsFor(listener, pageOf)
}

/** How long the answers take, and how much of the exact ones they are. */
const measure = async (graph: GraphStore, people: readonly Asked[], exact: (asked: Asked) => string[][]) => {
  const times: Record<(typeof kinds)[number], number[]> = { contents: [], creators: [] }
  for (const [i, one] of people.entries())
    for (const kind of kinds) {
      const begun = performance.now()
      await ask(graph, kind, one)
      if (i >= warmUp) times[kind].push(performance.now() - begun)
    }
  const overlaps: number[] = []
  for (const one of people.slice(0, compared)) {
    const wanted = exact(one)
    for (const [i, kind] of kinds.entries()) {
      const found = new Set((await ask(graph, kind, one)).map(({ id }) => id))
      const ids = wanted[i] ?? []
      overlaps.push(ids.length === 0 ? 1 : ids.filter((id) => found.has(id)).length / ids.length)
    }
  }
  return { times, overlap: 100 * mean(overlaps) }
}

const figuresOf = (
  where: string,
  bar: number,
  { times, overlap }: Awaited<ReturnType<typeof measure>>,
  edges: number,
): Figure[] => [
  {
    figure: `recommendations, ${size.people} people, ${edges} edges, ${where}, p99`,
    unit: 'ms',
    ours: percentile([...times.contents, ...times.creators], 0.99),
    bar,
    better: 'less',
    detail: { contents: summary(times.contents), creators: summary(times.creators) },
  },
  {
    figure: `of the exact twenty so many are answered, ${where}`,
    unit: '%',
    ours: overlap,
    better: 'more',
  },
]

const inEmbedded = async (bench: Bench, crowd: Crowd, use: (graph: GraphStore) => Promise<Figure[]>) => {
  const storage = openFamily({ dataDir: bench.folder, base: undefined })
  await storage.start()
  await projected(storage)
  await storage.stop()
  loadEmbedded(bench.folder, crowd.world)
  await storage.start()
  try {
    return await use(storage.graph)
  } finally {
    await storage.stop()
  }
}

const inNeo4j = async (bench: Bench, crowd: Crowd, use: (graph: GraphStore) => Promise<Figure[]>) => {
  const { NODO_TEST_NEO4J_URI: uri, NODO_TEST_NEO4J_USER: user, NODO_TEST_NEO4J_PASSWORD: password } = process.env
  if (!uri || !user || !password) {
    bench.say('no Neo4j to measure: NODO_TEST_NEO4J_URI, _USER and _PASSWORD are not set')
    return []
  }
  const espacio = `banco ${randomUUID()}`
  const neo4j = createNeo4j({ uri, user, password }, graphSchema, silent)
  await neo4j.start()
  try {
    await loadNeo4j((work) => neo4j.write(120_000, work), espacio, crowd.world)
    return await use(createGraph(neo4j, () => espacio))
  } finally {
    await createGraphTarget(neo4j, () => espacio).clear(1)
    await neo4j.write(10_000, (run) => run('MATCH (p:Proyeccion {propio_espacio: $espacio}) DELETE p', { espacio }))
    await neo4j.stop()
  }
}

/** What a person is recommended, from a graph of a large network. */
export const recommendations = async (bench: Bench): Promise<Figure[]> => {
  const crowd = createCrowd(size)
  const { world, interests, drawActive, edges } = crowd
  const people = Array.from({ length: warmUp + measured }, (): Asked => {
    const id = drawActive()
    return { id, region: world.people.get(id)?.region ?? null, themes: interests.get(id) ?? [] }
  })
  const answers = createExactAnswers(world)
  const known = new Map<string, string[][]>()
  const exact = (asked: Asked): string[][] => {
    const before = known.get(asked.id)
    if (before) return before
    const [contents, creators] = [answers.contentsFor(asked, twoYearsMs, pageOf), answers.creatorsFor(asked, pageOf)]
    const found = [contents, creators].map((all) => all.map(({ id }) => id))
    known.set(asked.id, found)
    return found
  }
  bench.say(`a crowd of ${world.people.size} people and ${edges} edges`)
  const embedded = await inEmbedded(bench, crowd, async (graph) =>
    figuresOf('embedded', 20, await measure(graph, people, exact), edges),
  )
  const servers = await inNeo4j(bench, crowd, async (graph) =>
    figuresOf('Neo4j', 100, await measure(graph, people, exact), edges),
  )
  for (const { figure, ours, unit } of [...embedded, ...servers]) bench.say(`${figure}: ${ours.toFixed(1)} ${unit}`)
  return [...embedded, ...servers]
}
