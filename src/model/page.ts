import { NodoError } from '../errors.ts'

/** A page of a list as a port gives it: `next` is the cursor of the one behind it, null at the end. */
export interface Paged<T> {
  rows: T[]
  next: string | null
}

/**
 * A page of a list that is short enough to be read whole. The cursor is the id of the last row that was given.
 * @throws NodoError cursor_invalido (the row is no longer there)
 */
export const pageOf = <T extends { id: string }>(
  rows: readonly T[],
  { limite = 20, cursor }: { limite?: number; cursor?: string },
): { datos: T[]; siguiente: string | null; total: number } => {
  const from = cursor === undefined ? 0 : rows.findIndex(({ id }) => id === cursor) + 1
  if (cursor !== undefined && from === 0) throw new NodoError('cursor_invalido')
  const datos = rows.slice(from, from + limite)
  const more = from + datos.length < rows.length
  return { datos, siguiente: more ? (datos.at(-1)?.id ?? null) : null, total: rows.length }
}
