import type { ContentFilter } from '../../../../src/catalog/store.ts'
import type { Storage } from '../../../../src/storage/storage.ts'
import type { Bench, Figure } from '../../figure.ts'
import { percentile, summary } from '../../statistics.ts'
import { openEmbedded, withServers } from './bases.ts'
import { fill, items, kinds, nouns, pick, places, regions, themes } from './large-catalog.ts'

const pageOf = 20
const warmUp = 200
const measured = 1_000

const question = (n: number): ContentFilter => {
  const region = pick(regions, n, 1) ?? undefined
  const asked: Omit<ContentFilter, 'publishedOnly'>[] = [
    {},
    { region, tipo: pick(kinds, n, 2) },
    { categoria: 'música', tema: pick(themes, n, 3) },
    { etiquetas: [`serie ${n % 211}`] },
    { q: pick(nouns, n, 1) },
    { q: `${pick(nouns, n, 1)} ${pick(places, n, 2)}` },
    { q: `${pick(nouns, n, 1)} ${n % 997}`, region },
    { q: 'no está en ningún sitio' },
  ]
  return { publishedOnly: true, ...asked[n % asked.length] }
}

const measure = async (storage: Storage): Promise<number[]> => {
  await fill(storage)
  const times: number[] = []
  for (let n = 0; n < warmUp + measured; n++) {
    const begun = performance.now()
    const { next } = await storage.contents.page(question(n), pageOf)
    if (n >= warmUp) times.push(performance.now() - begun)
    if (next !== null && n % 3 === 0) await storage.contents.page(question(n), pageOf, next)
  }
  return times
}

const figureOf = (bench: Bench, where: string, times: number[]): Figure => {
  const ours = percentile(times, 0.99)
  bench.say(`lists and searches, ${where}: ${ours.toFixed(1)} ms`)
  const figure = `content list, filtered and searched, ${items} items, ${where}, p99`
  return { figure, unit: 'ms', ours, bar: 10, better: 'less', detail: summary(times) }
}

/** How long the pages of a large catalog take, one question after the other. */
export const lists = async (bench: Bench): Promise<Figure[]> => {
  const storage = await openEmbedded(bench)
  const embedded = figureOf(bench, 'embedded', await measure(storage))
  await storage.stop()
  const times = await withServers(bench, measure)
  return times === undefined ? [embedded] : [embedded, figureOf(bench, 'MongoDB', times)]
}
