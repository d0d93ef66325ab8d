import type { Term, TermKind } from '../catalog/vocabulary-store.ts'
import type { Contenido } from '../model/contenido.ts'
import { textsOf } from './search.ts'
import { wordsOf } from './words.ts'

/**
 * The words that the published catalog is spoken of by: each value that a content names, with how many contents name it.
 * Facets are counted with it, and what somebody begins to write is completed from it, the same in both families.
 */

type TermField = Term['campo']

export const termKey = ({ campo, valor }: Term): string => `${campo}:${valor}`
export const termOf = (key: string): Term => {
  const end = key.indexOf(':')
  return { campo: key.slice(0, end) as TermField, valor: key.slice(end + 1) }
}

/** The keys of a content's terms, each once; none of what is not published. */
export const termKeysOf = (content: Contenido | undefined): string[] => {
  if (content?.estado !== 'publicado') return []
  const { titulo, categoria, etiquetas, idioma, region, metadatos_enriquecidos } = content
  const values: Record<TermField, readonly (string | null)[]> = {
    categoria: [categoria],
    etiqueta: etiquetas,
    idioma: [idioma],
    region: [region],
    tema: textsOf(metadatos_enriquecidos.tema_social),
    locacion: textsOf(metadatos_enriquecidos.locacion),
    titulo: [titulo],
  }
  const keys = Object.entries(values).flatMap(([campo, all]) =>
    all.flatMap((valor) => (valor ? [termKey({ campo: campo as TermField, valor })] : [])),
  )
  return [...new Set(keys)]
}

const kindOf: Partial<Record<TermField, TermKind>> = {
  categoria: 'frase',
  etiqueta: 'frase',
  tema: 'frase',
  locacion: 'frase',
  titulo: 'titulo',
}

/** A word further back in a term does not lead to it, nor do letters further along. */
const startsMost = 12
const lettersMost = 40

/** The beginnings by which a term is completed: it may be begun at each of its words. */
export const beginningsOf = ({ campo, valor }: Term): string[] => {
  const kind = kindOf[campo]
  if (!kind) return []
  const words = wordsOf(valor)
  const starts = words.slice(0, startsMost).map((_, i) => words.slice(i).join(' ').slice(0, lettersMost))
  return [...new Set(starts)].map((start) => `${kind} ${start}`)
}

/**
 * The first beginning of a kind that goes on from what is written, and one behind the last (no letter is behind
 * U+10FFFF); undefined where no word is written.
 */
export const beginningsFrom = (kind: TermKind, written: string): { from: string; before: string } | undefined => {
  const start = wordsOf(written).join(' ').slice(0, lettersMost)
  return start === '' ? undefined : { from: `${kind} ${start}`, before: `${kind} ${start}\u{10ffff}` }
}
