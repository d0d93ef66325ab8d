import type { ContentFilter } from '../catalog/store.ts'
import type { Contenido } from '../model/contenido.ts'
import { foundBy, wordsOf } from './words.ts'

/**
 * How contents are found by filters and by words (api.md, GET /api/content/list), the same in both families. A content
 * has a set of keys: one for each value that a filter may name, and one for each of its words, which bears the weight of
 * the heaviest field that the word is in. So a word counts once, however often and in however many fields it stands.
 */

/** Heaviest first. */
export const weights = [4, 2, 1] as const
type Weight = (typeof weights)[number]

/** A question that names more words is one about its longest. */
const wordsMost = 8

/** What a content that is not published has in front of its keys. */
const hidden = '-'

const wordKey = (weight: Weight, word: string): string => `${weight}${word}`
/** The fields that a filter may name, as their keys bear them. */
type Filtered = 'categoria' | 'etiqueta' | 'creador' | 'tipo' | 'region' | 'idioma' | 'tema' | 'locacion'
const filterKey = (field: Filtered, value: string): string => `${field}:${value}`

/** A field of `metadatos_enriquecidos`: one text, several, or none that is any. */
export const textsOf = (value: unknown): string[] => [value].flat().filter((one) => typeof one === 'string')

/** The keys under which a content is found. */
export const keysOf = (content: Contenido): string[] => {
  const { etiquetas, metadatos_enriquecidos } = content
  const [themes, places] = [textsOf(metadatos_enriquecidos.tema_social), textsOf(metadatos_enriquecidos.locacion)]
  const text = [content.descripcion, content.cuerpo ?? '', content.autor ?? '', ...themes, ...places].join(' ')
  const keys: string[] = []
  const met = new Set<string>()
  const addWords = (weight: Weight, text: string) => {
    for (const word of foundBy(text)) {
      if (met.has(word)) continue
      met.add(word)
      keys.push(wordKey(weight, word))
    }
  }
  const add = (field: Filtered, value: string | null) => {
    if (value !== null) keys.push(filterKey(field, value))
  }
  addWords(4, content.titulo)
  addWords(2, etiquetas.join(' '))
  addWords(1, text)
  add('creador', content.creador_id)
  add('tipo', content.tipo)
  add('categoria', content.categoria)
  add('region', content.region)
  add('idioma', content.idioma)
  for (const label of new Set(etiquetas)) add('etiqueta', label)
  for (const theme of new Set(themes)) add('tema', theme)
  for (const place of new Set(places)) add('locacion', place)
  return content.estado === 'publicado' ? keys : keys.map((key) => hidden + key)
}

/** What is looked for. */
export interface Asked {
  /** Different words; undefined where none was asked for. */
  words: string[] | undefined
  /** Keys that a content has all of. */
  keys: string[]
  /** The heaviest are first, not the newest. */
  ranked: boolean
  /** Also contents that are not published: each key stands for its hidden one too. */
  hiddenToo: boolean
}

export const askedOf = ({ q, orden, publishedOnly, ...filter }: ContentFilter): Asked => {
  const keys: string[] = []
  const add = (field: Filtered, value: string | undefined) => {
    if (value !== undefined) keys.push(filterKey(field, value))
  }
  add('creador', filter.creador_id)
  add('tipo', filter.tipo)
  add('categoria', filter.categoria)
  add('region', filter.region)
  add('idioma', filter.idioma)
  add('tema', filter.tema)
  add('locacion', filter.locacion)
  for (const label of new Set(filter.etiquetas)) add('etiqueta', label)
  const words = q === undefined ? undefined : [...new Set(wordsOf(q))].sort((a, b) => b.length - a.length)
  return {
    words: words?.slice(0, wordsMost),
    keys,
    ranked: q !== undefined && orden === undefined,
    hiddenToo: !publishedOnly,
  }
}

/** A key with the one that unpublished contents have in its place, where those are looked for too. */
export const keyOr = (key: string, { hiddenToo }: Pick<Asked, 'hiddenToo'>): string[] =>
  hiddenToo ? [key, hidden + key] : [key]

/** The keys that contents which have this word may have for it, each with its weight, heaviest first. */
export const keysOfWord = (word: string): { weight: Weight; key: string }[] =>
  weights.map((weight) => ({ weight, key: wordKey(weight, word) }))

/** One way to come to a score: the keys that a content has of the words it has, and the words that it lacks. */
export interface Way {
  keys: string[]
  lacks: string[]
}

/**
 * Every way to have at least one of these words, by the score that it gives, highest first. There are 4^n - 1: for few
 * words.
 */
export const waysByScore = (words: readonly string[]): [score: number, ways: Way[]][] => {
  let ways: { score: number; way: Way }[] = [{ score: 0, way: { keys: [], lacks: [] } }]
  for (const word of words)
    ways = ways.flatMap(({ score, way: { keys, lacks } }) => [
      ...keysOfWord(word).map(({ weight, key }) => ({ score: score + weight, way: { keys: [...keys, key], lacks } })),
      { score, way: { keys, lacks: [...lacks, word] } },
    ])
  const byScore = Map.groupBy(
    ways.filter(({ score }) => score > 0),
    ({ score }) => score,
  )
  return [...byScore].sort(([a], [b]) => b - a).map(([score, found]) => [score, found.map(({ way }) => way)])
}
