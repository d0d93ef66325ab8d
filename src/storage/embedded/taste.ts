import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Listener } from '../../network/graph-store.ts'
import { bounds, themesFor } from '../../network/taste.ts'
import { themesOf } from '../../projections/themes.ts'

/** Nodes by their numbers in the tables of the graph. */
export type N = number

/** What the graph knows of a person, newest first. */
export interface Taste {
  me: N
  region: string | null
  cared: Map<string, number>
  followed: N[]
  /** Whom they follow and whose works they like, without themselves. */
  liked: N[]
  /** Contents that they like or saw to the end. */
  known: N[]
  unfinished: N[]
  /** Contents that they saw or like. */
  met: N[]
}

/** Nobody has this number. */
const nobody = 0

/** A list as one parameter, which `json_each` reads. */
export const listed = (values: Iterable<N>): string => JSON.stringify([...values])
export const numbers = (rows: Record<string, SQLOutputValue>[], column: string): N[] =>
  rows.map((row) => Number(row[column]))
export const themesIn = (column: SQLOutputValue | undefined): string[] => JSON.parse(String(column ?? '[]'))

/** Less than any number of an own order or date: for where there are fewer rows than a walk may take. */
export const lowest = Number.MIN_SAFE_INTEGER

/**
 * The condition that keeps a walk from each of many (`f.value`) to its newest: from the date of the last that may be taken.
 * @param many the parameter that says how many of each
 */
export const newestOf = (table: string, alias: string, column: string, many: string, among = '', by = 'desde') =>
  `${alias}.${column} >= coalesce((SELECT ${column} FROM ${table} WHERE ${by} = f.value ${among}
     ORDER BY ${column} DESC LIMIT 1 OFFSET ${many} - 1), ${lowest})`

/** Looks up what a person did. */
export const createTastes = (db: DatabaseSync) => {
  const find = db.prepare('SELECT n FROM grafo_usuarios WHERE user_id = ?')
  const followed = db.prepare('SELECT hasta FROM grafo_sigue WHERE desde = ? ORDER BY fecha_inicio DESC LIMIT ?')
  const likes = db.prepare(
    `SELECT g.hasta, r.desde AS creador, c.temas FROM grafo_gusta g JOIN grafo_contenidos c ON c.n = g.hasta
     LEFT JOIN grafo_creo r ON r.hasta = g.hasta WHERE g.desde = ? ORDER BY g.fecha DESC LIMIT ?`,
  )
  const allLikes = db.prepare('SELECT hasta FROM grafo_gusta WHERE desde = ?')
  const seen = db.prepare(
    'SELECT hasta, completado FROM grafo_vio WHERE desde = ? ORDER BY fecha_ultima_vista DESC, hasta DESC',
  )

  return ({ id, region, intereses }: Listener): Taste => {
    const declared = themesOf(intereses)
    const me = id === undefined ? nobody : Number(find.get(id)?.n ?? nobody)
    const followedNow = numbers(followed.all(me, bounds.followed), 'hasta')
    const likedNow = likes.all(me, bounds.liked)
    const likesEver = numbers(allLikes.all(me), 'hasta')
    const views = seen.all(me)
    const through = views.filter(({ completado }) => completado === 1)
    const known = new Set([...likesEver, ...numbers(through, 'hasta')])
    const creators = likedNow.flatMap(({ creador }) => (creador === null ? [] : [Number(creador)]))
    return {
      me,
      region,
      cared: themesFor(
        declared,
        likedNow.map(({ temas }) => themesIn(temas)),
      ),
      followed: followedNow,
      liked: [...new Set([...followedNow, ...creators])].filter((n) => n !== me),
      known: [...known],
      unfinished: numbers(views, 'hasta')
        .filter((n) => !known.has(n))
        .slice(0, bounds.unfinished),
      met: [...new Set([...numbers(likedNow, 'hasta'), ...numbers(views.slice(0, bounds.seen), 'hasta')])],
    }
  }
}
