import type { Contenido } from '../model/contenido.ts'
import { remembering } from './remembering.ts'

/** A theme as it is compared: without case, accents or spaces too many ("Son  Jarocho" and "son jarocho" are one). */
export const themeOf = remembering({ most: 4096, longest: 80 }, (words): string =>
  words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim().replace(/\s+/g, ' '),
)

/** Themes of a list of labels, each once, in an order of their own. */
export const themesOf = (labels: readonly unknown[]): string[] =>
  [...new Set(labels.filter((label) => typeof label === 'string').map(themeOf))].filter((theme) => theme !== '').sort()

/** What a content is about: its category, its labels and its social theme. */
export const themesOfContent = ({ categoria, etiquetas, metadatos_enriquecidos }: Contenido): string[] =>
  themesOf([categoria, ...etiquetas, metadatos_enriquecidos.tema_social].flat())
