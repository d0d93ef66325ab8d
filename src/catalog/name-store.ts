import type { Id } from '../model/primitives.ts'

/** What is found by its name besides contents: people who make something, public lists, entries of programme grids. */
export type NamedKind = 'perfil' | 'listas' | 'programacion'

export interface NameStore {
  /**
   * At most `limit` of a kind that have a word which begins like one of the words written, without regard to accents and
   * case: those that have most of them first, then those that have more of them whole, then by id, falling. Of a word
   * that very many have, some are not looked at.
   */
  having(kind: NamedKind, written: string, limit: number): Promise<Id[]>
}
