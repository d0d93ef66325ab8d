import { setTimeout as wait } from 'node:timers/promises'
import type { ContentFilter } from '../../../../src/catalog/store.ts'
import type { Contenido } from '../../../../src/model/contenido.ts'
import type { Storage } from '../../../../src/storage/storage.ts'
import { account, content } from '../../../contract/records.ts'
import type { Bench, Figure } from '../../figure.ts'
import { percentile, summary } from '../../statistics.ts'
import { openEmbedded, withServers } from './bases.ts'

const items = 100_000
const batchOf = 500
const pageOf = 20
const warmUp = 200
const measured = 1_000

const nouns = ['fandango', 'décima', 'milpa', 'río', 'mercado', 'danza', 'tejido', 'lluvia', 'marimba', 'asamblea']
const places = ['Oaxaca', 'la Sierra', 'el Istmo', 'Chiapas', 'la costa', 'Cauca', 'la plaza', 'el valle']
const themes = ['agua', 'territorio', 'lengua', 'memoria', 'salud']
const regions = ['MX-OAX', 'MX-CHP', 'MX-VER', 'CO-CAU', null]
const kinds = ['video', 'audio', 'texto', 'live'] as const
/** The n-th of a choice, spread so that no two choices go together. */
const pick = <T>(from: readonly T[], n: number, spread: number): T => from[Math.floor(n / spread) % from.length] as T

const made = (creator: string, n: number): Contenido =>
  content(creator, {
    titulo: `${pick(nouns, n, 1)} de ${pick(places, n, 3)} ${n % 997}`,
    descripcion: `Grabación de ${pick(places, n, 7)} con ${pick(nouns, n, 11)} y ${pick(nouns, n, 13)}`,
    etiquetas: [pick(themes, n, 5), `serie ${n % 211}`],
    region: pick(regions, n, 17),
    tipo: pick(kinds, n, 19),
    categoria: pick(['música', 'noticias', 'cuentos'], n, 23),
    metadatos_enriquecidos: { tema_social: [pick(themes, n, 29)] },
    estado: 'publicado',
    orden_nodo_ms: n * 1_000,
  })

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

/** Until nothing else is under way: the row is of questions, not of how much a load of contents is in their way. */
const allFollowed = async ({ projections }: Storage): Promise<void> => {
  while ((await projections.states()).some(({ estado }) => estado !== 'al_dia')) await wait(200)
}

const measure = async (storage: Storage): Promise<number[]> => {
  const creator = account()
  await storage.accounts.create(creator)
  for (let from = 0; from < items; from += batchOf)
    await storage.contents.createMany(Array.from({ length: batchOf }, (_, i) => made(creator.id, from + i)))
  await allFollowed(storage)
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
