import type { Id } from '../model/primitives.ts'
import type { Motivo } from '../model/recomendacion.ts'

/**
 * In which order things are recommended, the same in both families: they only count what they find, in whole numbers.
 *
 * Each sign n that speaks for a candidate adds weight · log₂(1 + n). The logarithm (sublinear scaling: Manning, Raghavan and
 * Schütze, Introduction to Information Retrieval, 2008, 6.4.1) lets the second person of one's network say more than the
 * twentieth. Acquaintances in common are counted plainly, which foretells ties about as well as finer formulas do (Liben-Nowell
 * and Kleinberg, The link-prediction problem for social networks, JASIST 58(7), 2007). Popularity weighs least, or the list
 * would be the ranking of views for everybody.
 */

export type Reason = Motivo['tipo']
/** How much speaks for a candidate, by reason. */
export type Signs = Readonly<Record<Reason, number>>

/** What is about the person themself comes first: an equal share of two is told as the earlier. */
const personal = ['seguido', 'continuar', 'visto_por_tu_red', 'colaboro_con_quien_te_gusta', 'interes'] as const
const common = ['popular', 'region'] as const
const reasons: readonly Reason[] = [...personal, ...common]

const weights: Signs = {
  seguido: 3,
  continuar: 2,
  visto_por_tu_red: 2,
  colaboro_con_quien_te_gusta: 1.5,
  interes: 1,
  region: 0.5,
  popular: 0.2,
}

/** What is new counts twice as much as what is old; after this time half of the difference is gone. */
const halfLifeMs = 30 * 86_400_000
/** Each further content of one creator counts for less, so that a page has many voices. */
const againstRepeats = 0.9

export interface Candidate<K> {
  /** As the adapter knows it, and who made it. */
  key: K
  owner: K
  id: Id
  /** Its place among the newest. */
  order: number
  signs: Signs
}

export interface Ranked<K> {
  key: K
  owner: K
  id: Id
  puntaje: number
  tipo: Reason
}

const shareOf = (signs: Signs, reason: Reason) => weights[reason] * Math.log2(1 + signs[reason])

const largestOf = (signs: Signs, among: readonly Reason[]): Reason =>
  among.reduce((best, reason) => (shareOf(signs, reason) > shareOf(signs, best) ? reason : best))

/** The reason that is told: what weighs most of what is personal, else of what everybody is recommended. */
const reasonOf = (signs: Signs): Reason => {
  const own = largestOf(signs, personal)
  return signs[own] > 0 ? own : largestOf(signs, common)
}

const freshness = (ageMs: number) => (1 + 2 ** (-Math.max(0, ageMs) / halfLifeMs)) / 2

type Scored<K> = Candidate<K> & { score: number }
const byScore = <K>(a: Scored<K>, b: Scored<K>) =>
  b.score - a.score || b.order - a.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const scored = <K>(candidate: Candidate<K>): Scored<K> => ({
  ...candidate,
  score: reasons.reduce((sum, reason) => sum + shareOf(candidate.signs, reason), 0),
})

/** Four decimals: what a reader may compare; the order was made before. */
const toRanked = <K>({ key, owner, id, score, signs }: Scored<K>): Ranked<K> => ({
  key,
  owner,
  id,
  puntaje: Math.round(score * 10_000) / 10_000,
  tipo: reasonOf(signs),
})

/** Where much speaks for many of one creator, others come in between. */
const varied = <K>(sorted: readonly Scored<K>[]): Scored<K>[] => {
  const before = new Map<K, number>()
  return sorted
    .map((one) => {
      const repeats = before.get(one.owner) ?? 0
      before.set(one.owner, repeats + 1)
      return { ...one, score: one.score * againstRepeats ** repeats }
    })
    .sort(byScore)
}

/** The first `limit` of these contents. @param nowNodoMs the time that their order is counted in */
export const rankContents = <K>(candidates: readonly Candidate<K>[], nowNodoMs: number, limit: number): Ranked<K>[] => {
  const fresh = candidates.map(scored).map((one) => ({ ...one, score: one.score * freshness(nowNodoMs - one.order) }))
  return varied(fresh.sort(byScore)).slice(0, limit).map(toRanked)
}

/** The first `limit` of these creators. */
export const rankCreators = <K>(candidates: readonly Candidate<K>[], limit: number): Ranked<K>[] =>
  candidates.map(scored).sort(byScore).slice(0, limit).map(toRanked)
