import { createContentAccess } from '../../../../src/catalog/access.ts'
import { createCatalog } from '../../../../src/catalog/catalog.ts'
import { createFinding, type Finding } from '../../../../src/catalog/finding.ts'
import { createMarkdown } from '../../../../src/catalog/markdown.ts'
import { createContentRows } from '../../../../src/catalog/rows.ts'
import type { Storage } from '../../../../src/storage/storage.ts'
import { list } from '../../../contract/acts.ts'
import { account } from '../../../contract/records.ts'
import type { Bench, Figure } from '../../figure.ts'
import { percentile, summary } from '../../statistics.ts'
import { openEmbedded, withServers } from '../storage/bases.ts'
import { fill, items, nouns, pick, places } from '../storage/large-catalog.ts'

const people = 2_000
const warmUp = 200
const measured = 1_000

const firstNames = ['Ana', 'Luz', 'Eva', 'Arcadio', 'Macaria', 'Nereida', 'Tomás', 'Zenaida']

/** Those who made it, some of them with a list of their own. */
const settle = async ({ accounts, lists }: Storage): Promise<void> => {
  for (let n = 0; n < people; n++) {
    const one = account({ nombre: `${pick(firstNames, n, 1)} de ${pick(places, n, 3)} ${n}` })
    await accounts.create(one)
    if (n % 2 === 0)
      await lists.create(list(one.id, { nombre: `${pick(nouns, n, 5)} de ${pick(places, n, 7)}`, publica: true }))
  }
}

/** The services of the call, as `assembleCatalog` puts them together, without what only changes contents. */
const findingIn = (storage: Storage): Finding => {
  const nothing = async () => undefined
  const catalog = createCatalog({
    ...{ contents: storage.contents, access: createContentAccess(storage), rows: createContentRows(storage) },
    ...{ markdown: createMarkdown(), blobs: { discard: nothing }, note: nothing },
    ...{ abandonJobs: () => undefined, removeRecording: nothing },
  })
  return createFinding({ ...storage, catalog })
}

/** As it is written letter by letter, and whole: few words, many, rare and in everything. */
const question = (n: number): string => {
  const [noun, place, name] = [pick(nouns, n, 1), pick(places, n, 2), pick(firstNames, n, 3)]
  const asked = [
    ...[noun, noun.slice(0, 1), noun.slice(0, 3), `${noun} de ${place.slice(0, 4)}`],
    ...[`${noun} ${place}`, `${noun} ${n % 997}`, `serie ${n % 211}`, 'no está en ningún sitio'],
    ...[name, `${name} ${noun}`, `de ${n % 997}`],
  ]
  return asked[n % asked.length] ?? noun
}

const measure = async (storage: Storage): Promise<number[]> => {
  await settle(storage)
  await fill(storage)
  const { search } = findingIn(storage)
  const times: number[] = []
  for (let n = 0; n < warmUp + measured; n++) {
    const begun = performance.now()
    await search({ q: question(n) }, null)
    if (n >= warmUp) times.push(performance.now() - begun)
  }
  return times
}

const figureOf = (bench: Bench, where: string, times: number[]): Figure => {
  const ours = percentile(times, 0.99)
  bench.say(`searches, ${where}: ${ours.toFixed(1)} ms, half of them within ${percentile(times, 0.5).toFixed(1)} ms`)
  const figure = `search in ${items} contents, ${where}, p99`
  return { figure, unit: 'ms', ours, bar: 10, better: 'less', detail: summary(times) }
}

/** How long a search takes with all that it answers, one after the other. */
export const searches = async (bench: Bench): Promise<Figure[]> => {
  const storage = await openEmbedded(bench)
  const embedded = figureOf(bench, 'embedded', await measure(storage))
  await storage.stop()
  const times = await withServers(bench, measure)
  return times === undefined ? [embedded] : [embedded, figureOf(bench, 'MongoDB', times)]
}
