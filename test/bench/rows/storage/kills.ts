import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { killUnderWrites } from '../../../faults/kills/run.ts'
import type { Bench, Figure } from '../../figure.ts'

const writers = 12
const apartMs = 1_500
/** Longer than anybody waits for a server that is away. */
const awayMs = 9_000

const killed = async (bench: Bench, family: 'embedded' | 'servers', who: string): Promise<Figure> => {
  const instants = bench.option('instants', bench.long ? 100 : 10)
  const seed = bench.option('seed', Date.now() % 100_000)
  bench.say(`kill -9 of ${who} at ${instants} instants, seed ${seed}`)
  const folder = await mkdtemp(join(bench.folder, 'caidas-'))
  const ends: (() => unknown)[] = []
  try {
    const asked = { instants, seed, writers, apartMs, awayMs, catchesUp: true, folder, say: bench.say }
    const outcome = await killUnderWrites(family, asked, { teardown: (end) => void ends.unshift(end) })
    const { reckoning, refusals, acknowledged } = outcome
    const { lost, double, log, derived } = reckoning
    for (const line of [...lost, ...double, ...log, ...derived, ...refusals].slice(0, 20)) bench.say(line)
    const writes = Object.values(acknowledged).reduce((sum, n) => sum + n, 0)
    return {
      figure: `kill -9 of ${who} at ${instants} random instants: of ${writes} acknowledged writes lost or double`,
      unit: 'writes',
      ours: lost.length + double.length,
      bar: 0,
      better: 'less',
      also: {
        'the log tells each change once': log.length === 0,
        'what is made of documents equals a rebuild': derived.length === 0,
        'every refusal is explained by a fault': refusals.length === 0,
      },
      detail: { seed, ...outcome },
    }
  } finally {
    for (const end of ends) await end()
  }
}

/** Writes of many at once through the API and the ports while whatever keeps them is killed. */
export const kills = async (bench: Bench): Promise<Figure[]> => {
  const figures = [await killed(bench, 'embedded', 'a node (embedded)')]
  if (process.env.NODO_TEST_MONGODB_URI) figures.push(await killed(bench, 'servers', 'node, mongod, Neo4j, Redis'))
  else bench.say('no servers to kill: NODO_TEST_MONGODB_URI and the others are not set')
  return figures
}
