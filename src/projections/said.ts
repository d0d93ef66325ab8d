import type { Said } from '../catalog/said-store.ts'
import type { Contenido } from '../model/contenido.ts'
import type { Dicho } from '../model/dicho.ts'
import { foundBy, wordsOf } from './words.ts'

/** What is said at greater length is found by its first words. */
const wordsMost = 5_000
const askedMost = 8

/** The words by which it is found, each once. */
export const saidWordsOf = ({ frases }: Dicho): string[] => {
  const words = new Set<string>()
  for (const { texto } of frases) {
    for (const word of foundBy(texto)) words.add(word)
    if (words.size >= wordsMost) break
  }
  return [...words].slice(0, wordsMost)
}

/** The words that are looked for. */
export const saidAsked = (written: string): string[] => [...new Set(wordsOf(written))].slice(0, askedMost)

/** Whether it is still said in a content that everybody may see. */
export const isSaidIn = (
  { estado, subtitulos }: Pick<Contenido, 'estado' | 'subtitulos'>,
  { idioma, url }: Dicho,
): boolean => estado === 'publicado' && subtitulos.some((one) => one.idioma === idioma && one.url === url)

/** The first phrase that has most of the words; undefined where nothing is said. */
export const phraseOf = ({ contenido_id, idioma, frases }: Dicho, words: readonly string[]): Said | undefined => {
  let best: Said | undefined
  let most = -1
  for (const { desde_ms, texto } of frases) {
    const said = foundBy(texto)
    const found = words.filter((word) => said.includes(word)).length
    if (found <= most) continue
    most = found
    best = { contenido_id, idioma, desde_ms, texto }
    if (most === words.length) break
  }
  return best
}
