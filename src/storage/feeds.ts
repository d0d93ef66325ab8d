import type { FeedEntry } from '../network/feed-store.ts'
import { decodeRanked, encodeRanked, type RankedPlace } from './cursor.ts'

/** So many entries a feed has. */
export const feedMost = 500

/** Behind which entry a page begins; its rank is how many were given. @throws NodoError cursor_invalido */
export const feedPlace = (cursor: string | undefined): RankedPlace =>
  cursor === undefined ? { rank: 0, order: Number.MAX_SAFE_INTEGER, id: '' } : decodeRanked(cursor)

/** How many rows a page needs: one more than it gives, within the feed. */
export const feedRows = (limit: number, { rank }: RankedPlace): number =>
  Math.max(0, Math.min(limit + 1, feedMost - rank))

/** A page of entries of which `feedRows` were read. */
export const feedPage = (found: readonly FeedEntry[], limit: number, { rank }: RankedPlace) => {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const next = found.length > limit && last
  return {
    rows,
    next: next ? encodeRanked({ rank: rank + rows.length, order: last.orden_nodo_ms, id: last.contenido_id }) : null,
  }
}
