import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { ContentFilter } from '../../catalog/store.ts'
import type { Asked } from '../../projections/search.ts'
import { countedMost } from '../contents.ts'
import type { RankedPlace } from '../cursor.ts'
import { firstBehind, popularPlace } from '../popular.ts'
import { createRankingGuard } from './rankings.ts'
import { type createSearch, expressionOf } from './search.ts'
import type { Row } from './shape.ts'

/** What of a filter is also a column of the rankings. */
const dimensions = ['categoria', 'region', 'tipo'] as const
const found = `EXISTS (
  SELECT 1 FROM busqueda_lugares l JOIN busqueda b ON b.rowid = l.lugar
  WHERE l.contenido_id = r.contenido_id AND b.busqueda MATCH ?)`

/** Contents by how often they were seen. */
export const createPopular = (db: DatabaseSync, search: ReturnType<typeof createSearch>) => {
  const refuseWhileRebuilt = createRankingGuard(db)
  const few = db.prepare(
    `SELECT l.contenido_id, l.orden_nodo_ms, coalesce(r.puntaje, 0) AS puntaje
     FROM busqueda b CROSS JOIN busqueda_lugares l ON l.lugar = b.rowid
       LEFT JOIN rankings r ON r.contenido_id = l.contenido_id
     WHERE b.busqueda MATCH ?`,
  )
  const unseenOf = (where: string) =>
    db.prepare(
      `SELECT c.id AS contenido_id, c.orden_nodo_ms, 0 AS puntaje FROM contenidos c
       WHERE ${where} AND (c.orden_nodo_ms, c.id) < (?, ?)
         AND NOT EXISTS (SELECT 1 FROM rankings r WHERE r.contenido_id = c.id AND r.puntaje IS NOT NULL)
       ORDER BY c.orden_nodo_ms DESC, c.id DESC LIMIT ?`,
    )
  const [published, everything] = [unseenOf(`c.estado = 'publicado'`), unseenOf('true')]
  const seenBy = new Map<string, StatementSync>()
  const seenOf = (conditions: readonly string[]): StatementSync => {
    const sql = `SELECT r.contenido_id, r.puntaje, 0 AS orden_nodo_ms FROM rankings r
       WHERE r.puntaje IS NOT NULL AND (r.puntaje, r.contenido_id) < (?, ?)
         ${conditions.map((condition) => `AND ${condition}`).join(' ')}
       ORDER BY r.puntaje DESC, r.contenido_id DESC LIMIT ?`
    const known = seenBy.get(sql) ?? db.prepare(sql)
    seenBy.set(sql, known)
    return known
  }
  const placeOf = ({ contenido_id, puntaje, orden_nodo_ms }: Row) =>
    popularPlace(String(contenido_id), Number(puntaje), Number(orden_nodo_ms))

  /** In the order of the rankings, each asked whether it is meant. */
  const seen = (
    filter: ContentFilter,
    expression: string | undefined,
    after: RankedPlace | undefined,
    limit: number,
  ) => {
    const given = dimensions.filter((dimension) => filter[dimension] !== undefined)
    const conditions = [...given.map((dimension) => `r.${dimension} = ?`), ...(expression === undefined ? [] : [found])]
    const values = [...given.map((dimension) => filter[dimension]), ...(expression === undefined ? [] : [expression])]
    const from = after ?? { rank: Number.MAX_SAFE_INTEGER, id: '' }
    return seenOf(conditions)
      .all(from.rank, from.id, ...(values as SQLInputValue[]), limit)
      .map(placeOf)
  }

  const unseen = (asked: Asked, expression: string | undefined, after: RankedPlace | undefined, limit: number) => {
    if (expression !== undefined) return search.unseen(expression, after, limit)
    const from = after ?? { order: Number.MAX_SAFE_INTEGER, id: '' }
    return (asked.hiddenToo ? everything : published).all(from.order, from.id, limit).map(placeOf)
  }

  /**
   * The first `limit` places behind `after`.
   * @param count of what is asked for, up to one more than `countedMost`
   * @throws NodoError servicio_no_disponible while the rankings are made anew
   */
  return (filter: ContentFilter, asked: Asked, count: number, limit: number, after?: RankedPlace): RankedPlace[] => {
    refuseWhileRebuilt()
    if (asked.words?.length === 0) return []
    const expression = asked.words || asked.keys.length > 0 ? expressionOf(asked) : undefined
    if (expression !== undefined && count <= countedMost)
      return firstBehind(few.all(expression).map(placeOf), after, limit)
    const first = after?.rank === 0 ? [] : seen(filter, expression, after, limit)
    if (first.length === limit) return first
    const behind = after?.rank === 0 ? after : undefined
    return [...first, ...unseen(asked, expression, behind, limit - first.length)]
  }
}
