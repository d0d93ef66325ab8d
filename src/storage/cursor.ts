import { NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'

/** The place of a row in an order by a number and then by id: holds while rows come and go. */
export interface RowPlace {
  order: number
  id: Id
}

export const encodeCursor = ({ order, id }: RowPlace): string =>
  Buffer.from(JSON.stringify([order, id])).toString('base64url')

/** @throws NodoError cursor_invalido */
export const decodeCursor = (cursor: string): RowPlace => {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (cause) {
    throw new NodoError('cursor_invalido', { cause })
  }
  if (!Array.isArray(value) || !Number.isSafeInteger(value[0]) || typeof value[1] !== 'string')
    throw new NodoError('cursor_invalido')
  return { order: value[0], id: value[1] }
}

/**
 * Behind which place a page of an order that falls begins: the cursor's, or none.
 * @throws NodoError cursor_invalido
 */
export const placeBefore = (cursor: string | undefined): RowPlace =>
  cursor === undefined ? { order: Number.MAX_SAFE_INTEGER, id: '' } : decodeCursor(cursor)

/**
 * Behind which place a page of an order that rises begins: the cursor's, or none.
 * @throws NodoError cursor_invalido
 */
export const placeAfter = (cursor: string | undefined): RowPlace =>
  cursor === undefined ? { order: Number.MIN_SAFE_INTEGER, id: '' } : decodeCursor(cursor)

/** A page of rows of which one more than `limit` was read, to know whether there is a next page. */
export const pageOfRows = <T>(rows: readonly T[], limit: number, placeOf: (row: T) => RowPlace) => {
  const last = rows[limit - 1]
  return { rows: rows.slice(0, limit), next: rows.length > limit && last ? encodeCursor(placeOf(last)) : null }
}
