import type { Document } from 'mongodb'
import type { ContentFilter } from '../../catalog/store.ts'
import { placeBefore, type RankedPlace } from '../cursor.ts'
import { firstBehind, popularPlace } from '../popular.ts'
import type { Mongo } from './mongo.ts'
import type { RankReads } from './rankings.ts'

/** So many contents are looked at at once, at most. */
const lookedAtOnce = 500

/** What is asked for, by whoever can find it. */
export interface Found {
  match: Document
  /** All places of it, of rank 0, where they are few. */
  few: readonly RankedPlace[] | undefined
  /** Its first places behind one, of rank 0, newest first. */
  newest(after: RankedPlace | undefined, limit: number): Promise<RankedPlace[]>
}

/** Whether a ranking is of what has something that is asked for. */
export const isRanking = ({ categoria, region, tipo }: ContentFilter): boolean =>
  (categoria ?? region ?? tipo) !== undefined

/** Contents by how often they were seen. */
export const createPopular = ({ of }: Mongo, ranks: RankReads) => {
  const contents = of('contenidos')

  const scored = async (places: readonly RankedPlace[]): Promise<RankedPlace[]> => {
    const scores = await ranks.scores(places.map(({ id }) => id))
    return places.map(({ id, order }, i) => popularPlace(id, scores[i] ?? 0, order))
  }

  /** In the order of a ranking, each asked whether it is meant. */
  const seen = async (filter: ContentFilter, match: Document, after: RankedPlace | undefined, limit: number) => {
    const ranking = await ranks.smallest(filter)
    const found: RankedPlace[] = []
    let from = after ? { order: after.rank, id: after.id } : placeBefore(undefined)
    for (let size = limit; found.length < limit; size = Math.min(2 * size, lookedAtOnce)) {
      const some = await ranks.read(ranking, from, size)
      const meant = await contents
        .find({ $and: [{ _id: { $in: some.map(({ id }) => id) } }, match] }, { projection: { _id: 1 } })
        .toArray()
      const ids = new Set(meant.map(({ _id }) => _id))
      found.push(...some.filter(({ id }) => ids.has(id)).map(({ id, order }) => popularPlace(id, order, 0)))
      const last = some.at(-1)
      if (!last || some.length < size) break
      from = last
    }
    return found.slice(0, limit)
  }

  const unseen = async (newest: Found['newest'], after: RankedPlace | undefined, limit: number) => {
    const found: RankedPlace[] = []
    let from = after
    for (let size = limit; found.length < limit; size = Math.min(2 * size, lookedAtOnce)) {
      const some = await newest(from, size)
      found.push(...(await scored(some)).filter(({ rank }) => rank === 0))
      if (some.length < size) break
      from = some.at(-1)
    }
    return found.slice(0, limit)
  }

  /** The first `limit` places behind `after`. @throws NodoError servicio_no_disponible, as the rankings */
  return async (filter: ContentFilter, { match, few, newest }: Found, limit: number, after?: RankedPlace) => {
    await ranks.refuseWhileRebuilt()
    if (few) return firstBehind(await scored(few), after, limit)
    const first = after?.rank === 0 ? [] : await seen(filter, match, after, limit)
    if (first.length === limit) return first
    return [...first, ...(await unseen(newest, after?.rank === 0 ? after : undefined, limit - first.length))]
  }
}
