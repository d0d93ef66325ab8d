import type { Facetas } from '../model/facetas.ts'

/** A value that contents name, and where. */
export interface Term {
  campo: keyof Facetas | 'locacion' | 'titulo'
  valor: string
}

/** How many published contents name it. */
export interface CountedTerm extends Term {
  cuantos: number
}

/** Titles stand apart: there are as many as contents, and of all else only a few. */
export type TermKind = 'frase' | 'titulo'

/** What published contents are spoken of by. A projection: what just changed may be missing for a moment. */
export interface VocabularyStore {
  /** The values of a field that most contents name, those that as many name by value. */
  most(campo: keyof Facetas, limit: number): Promise<CountedTerm[]>
  /**
   * Terms that go on from some word of theirs as `written` does, without regard to accents and case, in the order of what
   * they say from there on, then of field and value; none where no word is written.
   */
  begunWith(kind: TermKind, written: string, limit: number): Promise<CountedTerm[]>
}
