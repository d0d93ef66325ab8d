import { comparePlaces, type RankedPlace } from './cursor.ts'

/**
 * Where a content stands in the order `populares`: the most seen first and those seen as often by id, as in the rankings;
 * behind them what nobody saw, newest first.
 * @param score of the rankings, 0 where it stands in none
 */
export const popularPlace = (id: string, score: number, ordenNodoMs: number): RankedPlace => ({
  rank: score,
  order: score > 0 ? 0 : ordenNodoMs,
  id,
})

/** The first `limit` of some places behind `after`, in their order. */
export const firstBehind = (places: RankedPlace[], after: RankedPlace | undefined, limit: number): RankedPlace[] =>
  places
    .sort(comparePlaces)
    .filter((place) => !after || comparePlaces(after, place) < 0)
    .slice(0, limit)
