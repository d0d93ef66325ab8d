import { setTimeout as wait } from 'node:timers/promises'
import type { Contenido } from '../../../../src/model/contenido.ts'
import type { Storage } from '../../../../src/storage/storage.ts'
import { account, content } from '../../../contract/records.ts'

/** So many contents are a large catalog. */
export const items = 100_000
const batchOf = 500

export const nouns = [
  'fandango',
  'décima',
  'milpa',
  'río',
  'mercado',
  'danza',
  'tejido',
  'lluvia',
  'marimba',
  'asamblea',
]
export const places = ['Oaxaca', 'la Sierra', 'el Istmo', 'Chiapas', 'la costa', 'Cauca', 'la plaza', 'el valle']
export const themes = ['agua', 'territorio', 'lengua', 'memoria', 'salud']
export const regions = ['MX-OAX', 'MX-CHP', 'MX-VER', 'CO-CAU', null]
export const kinds = ['video', 'audio', 'texto', 'live'] as const
/** The n-th of a choice, spread so that no two choices go together. */
export const pick = <T>(from: readonly T[], n: number, spread: number): T =>
  from[Math.floor(n / spread) % from.length] as T

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

/** Until nothing else is under way: the row is of questions, not of how much a load of contents is in their way. */
const allFollowed = async ({ projections }: Storage): Promise<void> => {
  while ((await projections.states()).some(({ estado }) => estado !== 'al_dia')) await wait(200)
}

/** Makes a large catalog. */
export const fill = async (storage: Storage): Promise<void> => {
  const creator = account()
  await storage.accounts.create(creator)
  for (let from = 0; from < items; from += batchOf)
    await storage.contents.createMany(Array.from({ length: batchOf }, (_, i) => made(creator.id, from + i)))
  await allFollowed(storage)
}
