import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type Asked, keyOr, keysOfWord, type Way, waysByScore } from '../../projections/search.ts'
import { comparePlaces, type RankedPlace } from '../cursor.ts'
import { firstIn, lastIn, stretchAt, stretchOf, tokenOf } from './search-index.ts'
import type { Row } from './shape.ts'

/** So many entries of the index are scored one by one; what has more is asked for in the order of its answer. */
const scoredMost = 3_000
/** Ways to a score grow as 4^n: of more common words every content is scored. */
const commonMost = 4

const all = (expressions: readonly string[]): string => expressions.map((one) => `(${one})`).join(' AND ')
const any = (keys: readonly string[]): string => keys.map((key) => `"${tokenOf(key)}"`).join(' OR ')
const without = (expression: string, words: readonly string[], hasWord: (word: string) => string): string =>
  words.length === 0 ? expression : `(${expression}) NOT (${words.map(hasWord).join(' OR ')})`

/** Contents by filters and words, as the index of this database answers (`search-index.ts`). */
export const createSearch = (db: DatabaseSync) => {
  const count = db.prepare('SELECT count(*) AS n FROM (SELECT 1 FROM busqueda WHERE busqueda MATCH ? LIMIT ?)')
  const placed = (where: string, limit: string) =>
    db.prepare(`SELECT l.lugar, l.orden_nodo_ms, l.contenido_id
      FROM busqueda b CROSS JOIN busqueda_lugares l ON l.lugar = b.rowid
      WHERE b.busqueda MATCH ? AND ${where} ORDER BY b.rowid DESC ${limit}`)
  // Numbers are bound as floating ones, which FTS5 does not take for a limit: it would read all that a word finds.
  const inPlaces = (also: string) => ({
    newest: placed(`b.rowid <= CAST(? AS INTEGER) ${also}`, 'LIMIT ?'),
    between: placed(`b.rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ${also}`, ''),
  })
  const allOf = inPlaces('')
  const unseenOf = inPlaces(
    'AND NOT EXISTS (SELECT 1 FROM rankings r WHERE r.contenido_id = l.contenido_id AND r.puntaje IS NOT NULL)',
  )
  const at = db.prepare('SELECT orden_nodo_ms, contenido_id FROM busqueda_lugares WHERE lugar = ?')
  const scorings = new Map<number, StatementSync>()
  /** Adds up the weights of so many expressions. */
  const scoringOf = (parts: number): StatementSync => {
    const known = scorings.get(parts)
    if (known) return known
    const part = 'SELECT rowid AS lugar, ? AS peso FROM busqueda WHERE busqueda MATCH ?'
    const made = db.prepare(
      `SELECT lugar, sum(peso) AS rank FROM (${Array(parts).fill(part).join(' UNION ALL ')})
       GROUP BY lugar ORDER BY rank DESC, lugar DESC`,
    )
    scorings.set(parts, made)
    return made
  }
  const placeOf = (rank: number, row: Row | undefined): RankedPlace => ({
    rank,
    order: Number(row?.orden_nodo_ms),
    id: String(row?.contenido_id),
  })
  /** Within a stretch there is no order: so each is read whole, and sorted. */
  const sorted = (places: RankedPlace[], after: RankedPlace | undefined): RankedPlace[] =>
    places.sort(comparePlaces).filter((place) => !after || comparePlaces(after, place) < 0)

  /** At least `limit` places behind `after`, which has this rank too, of what the expression finds; all, where fewer. */
  const inOrder = (
    expression: string,
    rank: number,
    after: RankedPlace | undefined,
    limit: number,
    { newest, between } = allOf,
  ): RankedPlace[] => {
    const found: RankedPlace[] = []
    let upper = after ? lastIn(stretchAt(after.order)) : Number.MAX_SAFE_INTEGER
    while (found.length < limit) {
      const rows = newest.all(expression, upper, limit)
      const last = rows.at(-1)?.lugar
      if (typeof last !== 'number') break
      const first = firstIn(stretchOf(last))
      if (rows.length === limit) rows.push(...between.all(expression, first, last - 1))
      found.push(
        ...sorted(
          rows.map((row) => placeOf(rank, row)),
          after,
        ),
      )
      if (rows.length < limit) break
      upper = first - 1
    }
    return found
  }

  /** At least `limit` places behind `after`, where there are as many, by the weights that these expressions add up to. */
  const scored = (
    parts: readonly { weight: number; expression: string }[],
    after: RankedPlace | undefined,
    limit: number,
  ): RankedPlace[] => {
    const found: RankedPlace[] = []
    let tied: { rank: number; stretch: number; places: RankedPlace[] } | undefined
    for (const row of scoringOf(parts.length).all(...parts.flatMap(({ weight, expression }) => [weight, expression]))) {
      const [rank, lugar] = [Number(row.rank), Number(row.lugar)]
      const stretch = stretchOf(lugar)
      if (after && (rank > after.rank || (rank === after.rank && stretch > stretchAt(after.order)))) continue
      if (tied?.rank !== rank || tied.stretch !== stretch) {
        found.push(...sorted(tied?.places ?? [], after))
        tied = { rank, stretch, places: [] }
        if (found.length >= limit) break
      }
      tied.places.push(placeOf(rank, at.get(lugar)))
    }
    return [...found, ...sorted(tied?.places ?? [], after)]
  }

  return {
    /** How many are found, counted up to `most`. */
    count: (asked: Asked, most: number): number =>
      asked.words?.length === 0 ? 0 : Number(count.get(expressionOf(asked), most)?.n),
    /** The first `limit` behind `after` of those found that stand in no ranking, newest first. */
    unseen: (expression: string, after: RankedPlace | undefined, limit: number): RankedPlace[] =>
      inOrder(expression, 0, after, limit, unseenOf).slice(0, limit),
    /** The first `limit` places behind `after`; their rank is the score of the words asked for, 0 without any. */
    places: (asked: Asked, limit: number, after?: RankedPlace): RankedPlace[] => {
      const required = asked.keys.map((key) => any(keyOr(key, asked)))
      if (asked.words?.length === 0) return []
      if (!asked.words || !asked.ranked) return inOrder(expressionOf(asked), 0, after, limit).slice(0, limit)

      const found = (key: string) => any(keyOr(key, asked))
      const hasWord = (word: string) =>
        keysOfWord(word)
          .map(({ key }) => found(key))
          .join(' OR ')
      const rare: string[] = []
      const common: string[] = []
      let entries = 0
      const sized = asked.words.map((word) => ({
        word,
        size: Number(count.get(all([hasWord(word), ...required]), scoredMost + 1)?.n),
      }))
      for (const { word, size } of sized.sort((a, b) => a.size - b.size)) {
        entries += size
        ;(entries <= scoredMost ? rare : common).push(word)
      }
      if (common.length > commonMost) rare.push(...common.splice(0))
      const hasRare = rare.map(hasWord).join(' OR ')

      const parts = [
        ...rare.flatMap(keysOfWord).map(({ weight, key }) => ({ weight, expression: all([found(key), ...required]) })),
        ...(rare.length === 0 ? [] : common)
          .flatMap(keysOfWord)
          .map(({ weight, key }) => ({ weight, expression: all([found(key), hasRare, ...required]) })),
      ]
      const places = parts.length === 0 ? [] : scored(parts, after, limit)
      const wayOf = ({ keys, lacks }: Way) => without(all(keys.map(found)), lacks, hasWord)
      let levels = 0
      for (const [score, ways] of waysByScore(common)) {
        if (levels >= limit) break
        if (after && score > after.rank) continue
        const expression = all([ways.map((way) => `(${wayOf(way)})`).join(' OR '), ...required])
        const from = score === after?.rank ? after : undefined
        const level = inOrder(without(expression, rare, hasWord), score, from, limit - levels)
        levels += level.length
        places.push(...level)
      }
      return places.sort(comparePlaces).slice(0, limit)
    },
  }
}

/** What finds all that is asked for, in whatever order. */
export const expressionOf = (asked: Asked): string => {
  const required = asked.keys.map((key) => any(keyOr(key, asked)))
  const words = asked.words?.flatMap(keysOfWord).flatMap(({ key }) => keyOr(key, asked))
  return all(words ? [any(words), ...required] : required)
}
