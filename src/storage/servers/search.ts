import type { Document } from 'mongodb'
import type { ContentFilter } from '../../catalog/store.ts'
import { type Asked, askedOf, keyOr, keysOfWord, type Way, waysByScore } from '../../projections/search.ts'
import { countedMost, totalOf } from '../contents.ts'
import { comparePlaces, type RankedPlace } from '../cursor.ts'
import type { Mongo } from './mongo.ts'
import { type createPopular, isRanking } from './popular.ts'

/** Contents of which so many have a word are scored one by one; what more have is asked for in the order of its answer. */
const scoredMost = 600
/** Ways to a score grow as 4^n: of more common words every content is scored. */
const commonMost = 4
/** Keys are told apart by how many contents have them up to here; what more have is no total either. */
const sizedMost = countedMost
/** So long, and of so many keys, it is remembered how many have them: which way a question goes does not change what it finds. */
const sizeMs = 10_000
const sizesMost = 2_000

/** Where a content's keys stand (`keysOf`). */
export const keysField = 'propio.claves'
const hint = 'claves'
const hasAny = (keys: readonly string[]): Document => ({ [keysField]: { $in: keys } })
/** The same in a form for which the server knows no way through the index. */
const hasAlso = (keys: readonly string[]): Document => ({ [keysField]: { $not: { $nin: keys } } })
/** Each time the server tries out by which key to go, it goes by all of them for a while: of so many it may choose. */
const waysTried = 2
const newestFirst = { orden_nodo_ms: -1 } as const

/** What a filter says of the fields of a content. */
export const conditionsOf = (filter: ContentFilter): Document => {
  const { publishedOnly, tipo, creador_id, categoria, region, idioma, tema, locacion, etiquetas = [] } = filter
  return {
    ...(publishedOnly && { estado: 'publicado' }),
    ...(tipo && { tipo }),
    ...(creador_id && { creador_id }),
    ...(categoria !== undefined && { categoria }),
    ...(region !== undefined && { region }),
    ...(idioma !== undefined && { idioma }),
    ...(tema !== undefined && { 'metadatos_enriquecidos.tema_social': tema }),
    ...(locacion !== undefined && { 'metadatos_enriquecidos.locacion': locacion }),
    ...(etiquetas.length > 0 && { etiquetas: { $all: [...etiquetas] } }),
  }
}

/** Of the keys of one word a content has one at most. */
const rankOf = (words: readonly string[], asked: Asked): Document => ({
  $sum: words.flatMap((word) =>
    keysOfWord(word).flatMap(({ weight, key }) =>
      keyOr(key, asked).map((each) => ({ $cond: [{ $in: [each, `$${keysField}`] }, weight, 0] })),
    ),
  ),
})

/** Contents by filters and words, by the index of their keys: each question goes by the fewest contents that it can. */
export const createSearch = ({ of }: Mongo, popular: ReturnType<typeof createPopular>) => {
  const contents = of('contenidos')
  const placeOf = (rank: number) => (row: Document) => ({ rank, order: row.orden_nodo_ms, id: row._id }) as RankedPlace
  const projection = { orden_nodo_ms: 1 }

  /** The first `limit` places behind `after` of those that match. The index has no order within a moment. */
  const inOrder = async (match: Document, rank: number, after: RankedPlace | undefined, limit: number) => {
    const ofMoment = (moment: number) =>
      contents.find({ $and: [match, { orden_nodo_ms: moment }] }, { projection, hint }).toArray()
    const behind = after ? { orden_nodo_ms: { $lt: after.order } } : {}
    const [tied, rows] = await Promise.all([
      after ? ofMoment(after.order) : [],
      contents
        .find({ $and: [match, behind] }, { projection, hint })
        .sort(newestFirst)
        .limit(limit + 1)
        .toArray(),
    ])
    const [last, next] = rows.slice(-2).map((row) => row.orden_nodo_ms)
    const cut = rows.length > limit && last === next
    const whole = cut ? [...rows.filter((row) => row.orden_nodo_ms > last), ...(await ofMoment(last))] : rows
    const places = [...tied, ...whole].map(placeOf(rank)).sort(comparePlaces)
    return places.filter((place) => !after || comparePlaces(after, place) < 0).slice(0, limit)
  }

  /** The first `limit` places behind `after` of those that match, by the words they have. */
  const scored = async (
    match: Document,
    words: readonly string[],
    asked: Asked,
    after: RankedPlace | undefined,
    limit: number,
  ): Promise<RankedPlace[]> => {
    const { rank, order: orden_nodo_ms, id } = after ?? { rank: 0, order: 0, id: '' }
    const behind = [
      { rank: { $lt: rank } },
      { rank, orden_nodo_ms: { $lt: orden_nodo_ms } },
      { rank, orden_nodo_ms, _id: { $lt: id } },
    ]
    const rows = await contents
      .aggregate(
        [
          { $match: match },
          { $project: { orden_nodo_ms: 1, rank: rankOf(words, asked) } },
          ...(after ? [{ $match: { $or: behind } }] : []),
          { $sort: { rank: -1, orden_nodo_ms: -1, _id: -1 } },
          { $limit: limit },
        ],
        { hint },
      )
      .toArray()
    return rows.map((row) => placeOf(row.rank)(row))
  }

  const sizes = new Map<string, { size: Promise<number>; untilMs: number }>()
  /** How many have any of the keys, and whether they were counted for this question. */
  const sizeOf = async (keys: readonly string[]): Promise<{ size: number; isCounted: boolean }> => {
    const name = keys.join('\n')
    const known = sizes.get(name)
    if (known && known.untilMs > performance.now()) return { size: await known.size, isCounted: false }
    if (sizes.size >= sizesMost) sizes.clear()
    const size = contents.countDocuments(hasAny(keys), { hint, limit: sizedMost + 1 })
    sizes.set(name, { size, untilMs: performance.now() + sizeMs })
    size.catch(() => sizes.delete(name))
    return { size: await size, isCounted: true }
  }

  return async (filter: ContentFilter, limit: number, after?: RankedPlace) => {
    const asked = askedOf(filter)
    const conditions = conditionsOf(filter)
    const allKeysOf = (word: string) => keysOfWord(word).flatMap(({ key }) => keyOr(key, asked))
    const [onlyKey, ...moreKeys] = asked.words || filter.orden === 'populares' ? [] : asked.keys
    const isAlone = onlyKey !== undefined && moreKeys.length === 0
    const [filters, words, ofOnly] = await Promise.all([
      Promise.all(asked.keys.map(async (key) => ({ key, ...(await sizeOf(keyOr(key, asked))) }))),
      Promise.all((asked.words ?? []).map(async (word) => ({ word, ...(await sizeOf(allKeysOf(word))) }))),
      // There is one way to go by one filter, however many have it.
      isAlone ? inOrder({ $and: [hasAny(keyOr(onlyKey, asked)), conditions] }, 0, after, limit) : undefined,
    ])
    const bySize = (a: { size: number }, b: { size: number }) => a.size - b.size
    const [narrow] = filters.sort(bySize)
    const anyWord = asked.words && hasAny(asked.words.flatMap(allKeysOf))
    const ofFilter = narrow && hasAny(keyOr(narrow.key, asked))
    const everything = { $and: [...(ofFilter ? [ofFilter] : []), ...(anyWord ? [anyWord] : []), conditions] }

    const wordsSize = words.reduce((sum, { size }) => sum + size, 0)
    const total = async (): Promise<number | undefined> => {
      const few = Math.min(narrow?.size ?? sizedMost + 1, asked.words ? wordsSize : sizedMost + 1) <= sizedMost
      if (!few) return undefined
      const [only, ...others] = [...filters, ...words]
      if (only?.isCounted && others.length === 0) return totalOf(only.size)
      const known = asked.words ? filters.length === 0 : filters.length === 1
      const options = { hint, limit: countedMost + 1 }
      // The keys say by themselves what is published: without another condition no document is looked at.
      return totalOf(await contents.countDocuments(known ? (anyWord ?? ofFilter) : everything, options))
    }

    const ranked = async (): Promise<RankedPlace[]> => {
      const asking = asked.words ?? []
      if (narrow && narrow.size <= scoredMost) return scored(everything, asking, asked, after, limit)
      const rare: string[] = []
      const common: string[] = []
      let entries = 0
      for (const { word, size } of words.sort(bySize)) {
        entries += size
        ;(entries <= scoredMost ? rare : common).push(word)
      }
      if (common.length > commonMost) rare.push(...common.splice(0))
      const rareKeys = rare.flatMap(allKeysOf)
      const haveRare = async () =>
        rare.length === 0 ? [] : scored({ $and: [hasAny(rareKeys), conditions] }, asking, asked, after, limit)
      const wayOf = ({ keys, lacks }: Way): Document => ({
        $and: [
          // The rarest come first, and of those that are too many to tell the longest.
          ...keys.map((key, i) => (i < waysTried ? hasAny : hasAlso)(keyOr(key, asked))),
          ...(lacks.length === 0 ? [] : [{ [keysField]: { $nin: lacks.flatMap(allKeysOf) } }]),
        ],
      })
      const haveCommon = async () => {
        const places: RankedPlace[] = []
        for (const [score, ways] of waysByScore(common)) {
          if (places.length >= limit) break
          if (after && score > after.rank) continue
          const rest = rareKeys.length === 0 ? {} : { [keysField]: { $nin: rareKeys } }
          const match = { $and: [ways.length === 1 ? wayOf(ways[0]!) : { $or: ways.map(wayOf) }, rest, conditions] }
          const from = after && score === after.rank ? after : undefined
          places.push(...(await inOrder(match, score, from, limit - places.length)))
        }
        return places
      }
      const places = await Promise.all([haveRare(), haveCommon()])
      return places.flat().sort(comparePlaces).slice(0, limit)
    }

    /** All of them, where they are not more than are counted and no ranking is of just them. */
    const few = async () => {
      if (asked.keys.length === 1 && !asked.words && isRanking(filter)) return undefined
      const [only, ...others] = [...filters, ...words]
      if (only && others.length === 0 && only.size > countedMost) return undefined
      const rows = await contents.find(everything, { projection, hint, limit: countedMost + 1 }).toArray()
      return rows.length > countedMost ? undefined : rows.map(placeOf(0))
    }

    if (asked.words?.length === 0) return { places: [], total: 0 }
    if (filter.orden === 'populares') {
      const newest = (from: RankedPlace | undefined, most: number) => inOrder(everything, 0, from, most)
      const byViews = async () => popular(filter, { match: everything, few: await few(), newest }, limit, after)
      const [places, counted] = await Promise.all([byViews(), total()])
      return { places, total: counted }
    }
    const [places, counted] = await Promise.all([
      asked.ranked ? ranked() : (ofOnly ?? inOrder(everything, 0, after, limit)),
      total(),
    ])
    return { places, total: counted }
  }
}
