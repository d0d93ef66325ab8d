import { NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'

/** The place of a row in an order by a number and then by id: holds while rows come and go. */
export interface RowPlace {
  order: number
  id: Id
}

export const encodeCursor = ({ order, id }: RowPlace): string =>
  Buffer.from(JSON.stringify([order, id])).toString('base64url')

const partsOf = (cursor: string): unknown[] => {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (cause) {
    throw new NodoError('cursor_invalido', { cause })
  }
  if (!Array.isArray(parts)) throw new NodoError('cursor_invalido')
  return parts
}

/** @throws NodoError cursor_invalido */
export const decodeCursor = (cursor: string): RowPlace => {
  const [order, id, ...more] = partsOf(cursor)
  if (!Number.isSafeInteger(order) || typeof id !== 'string' || more.length > 0) throw new NodoError('cursor_invalido')
  return { order: order as number, id }
}

/** The place of a row in an order by its rank, then by a number and by id, all of them falling. */
export interface RankedPlace extends RowPlace {
  rank: number
}

/** Less than 0 where `a` is in front of `b`. */
export const comparePlaces = (a: RankedPlace, b: RankedPlace): number =>
  b.rank - a.rank || b.order - a.order || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

export const encodeRanked = ({ rank, order, id }: RankedPlace): string =>
  Buffer.from(JSON.stringify([rank, order, id])).toString('base64url')

/** @throws NodoError cursor_invalido */
export const decodeRanked = (cursor: string): RankedPlace => {
  const [rank, order, id] = partsOf(cursor)
  if (!Number.isSafeInteger(rank) || !Number.isSafeInteger(order) || typeof id !== 'string')
    throw new NodoError('cursor_invalido')
  return { rank: rank as number, order: order as number, id }
}

/** A cursor of an order by number and id as a place among equal ranks. @throws NodoError cursor_invalido */
export const unranked = (cursor: string): RankedPlace => ({ rank: 0, ...decodeCursor(cursor) })

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
