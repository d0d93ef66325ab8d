import type { DatabaseSync } from 'node:sqlite'
import type { NamedKind } from '../../catalog/name-store.ts'
import { lookedAtMost, type NameFound, namesAsked, namesInOrder, nameWordsOf } from '../../projections/names.ts'
import type { Reads } from './ports.ts'

/** The words by which people, lists and programmes are found. */
export const createNameIndex = (db: DatabaseSync) => {
  const add = db.prepare('INSERT OR IGNORE INTO busqueda_nombres (clase, palabra, id) VALUES (?, ?, ?)')
  const takeAway = db.prepare('DELETE FROM busqueda_nombres WHERE clase = ? AND palabra = ? AND id = ?')
  const project = <K extends NamedKind>(
    kind: K,
    before: Parameters<typeof nameWordsOf<K>>[1],
    after: Parameters<typeof nameWordsOf<K>>[1],
  ): void => {
    const [old, words] = [nameWordsOf(kind, before), nameWordsOf(kind, after)]
    const id = before?.id ?? after?.id ?? ''
    for (const word of old) if (!words.includes(word)) takeAway.run(kind, word, id)
    for (const word of words) add.run(kind, word, id)
  }
  return {
    project,
    /** What brings the index from what a record of a kind said to what it says. */
    of:
      <K extends NamedKind>(kind: K) =>
      (before: Parameters<typeof nameWordsOf<K>>[1], after: Parameters<typeof nameWordsOf<K>>[1]): void =>
        project(kind, before, after),
    clear: (): void => db.exec('DELETE FROM busqueda_nombres'),
  }
}

export const nameReads = (db: DatabaseSync): Reads['names'] => {
  const having = db.prepare(
    'SELECT palabra, id FROM busqueda_nombres WHERE clase = ? AND palabra >= ? AND palabra < ? ORDER BY palabra, id',
  )
  const foundBy = ({ word, from, before }: ReturnType<typeof namesAsked>[number], kind: NamedKind): NameFound[] => {
    const found = new Map<string, NameFound>()
    for (const row of having.iterate(kind, from, before)) {
      const id = String(row.id)
      if (!found.has(id)) found.set(id, { id, whole: row.palabra === word })
      if (found.size === lookedAtMost) break
    }
    return [...found.values()]
  }
  return {
    having: (kind, written, limit) =>
      namesInOrder(
        namesAsked(written).map((word) => foundBy(word, kind)),
        limit,
      ),
  }
}
