import type { NamedKind } from '../catalog/name-store.ts'
import type { ListaGuardada } from '../model/lista.ts'
import type { Id } from '../model/primitives.ts'
import type { Programacion } from '../model/programacion.ts'
import type { CuentaUsuario } from '../model/usuario.ts'
import { foundBy, wordsOf } from './words.ts'

interface Named {
  perfil: CuentaUsuario
  listas: ListaGuardada
  programacion: Programacion
}

/** So many words of one record lead to it. */
const wordsMost = 60

/** What is said of it where everybody may read that: who only looks on is nobody's to look up, nor is a private list. */
const said: { [K in NamedKind]: (record: Named[K]) => string } = {
  perfil: ({ activo, tipo_usuario, nombre }) => (activo && tipo_usuario !== 'espectador' ? nombre : ''),
  listas: ({ publica, nombre, descripcion }) => (publica ? `${nombre} ${descripcion}` : ''),
  programacion: ({ titulo }) => titulo,
}

/** The words by which a record is found, each once. */
export const nameWordsOf = <K extends NamedKind>(kind: K, record: Named[K] | undefined): string[] =>
  record ? [...new Set(foundBy(said[kind](record)))].slice(0, wordsMost) : []

/** So many words of a question are looked for, and of each so many that have it are looked at. */
const askedMost = 8
export const lookedAtMost = 200

/** What is looked for: from each word to behind the last that begins with it (no letter is behind U+10FFFF). */
export const namesAsked = (written: string): { word: string; from: string; before: string }[] =>
  [...new Set(wordsOf(written))].slice(0, askedMost).map((word) => ({ word, from: word, before: `${word}\u{10ffff}` }))

/** One that has a word, whole or as the beginning of another. */
export interface NameFound {
  id: Id
  whole: boolean
}

/** What each word has found, in the order of the answer. */
export const namesInOrder = (found: readonly (readonly NameFound[])[], limit: number): Id[] => {
  const scores = new Map<Id, number>()
  // A word more weighs more than all of them whole.
  for (const { id, whole } of found.flat()) scores.set(id, (scores.get(id) ?? 0) + askedMost + 1 + Number(whole))
  return [...scores]
    .sort(([a, scoreOfA], [b, scoreOfB]) => scoreOfB - scoreOfA || (a < b ? 1 : -1))
    .slice(0, limit)
    .map(([id]) => id)
}
