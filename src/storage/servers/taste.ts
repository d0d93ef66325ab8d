import type { Id } from '../../model/primitives.ts'
import type { Listener } from '../../network/graph-store.ts'
import { bounds, themesFor } from '../../network/taste.ts'
import { themesOf } from '../../projections/themes.ts'
import type { Run } from './neo4j.ts'

/** What the graph knows of a person, newest first. */
export interface Taste {
  me: Id | undefined
  region: string | null
  cared: Map<string, number>
  followed: Id[]
  everFollowed: Id[]
  /** Whom they follow and whose works they like, without themselves. */
  liked: Id[]
  /** Contents that they like or saw to the end. */
  known: Id[]
  unfinished: Id[]
  /** Contents that they saw or like. */
  met: Id[]
}

const person = 'MATCH (u:Usuario {propio_espacio: $espacio, user_id: $id})'
const followed = `${person}-[s:SIGUE]->(f)
RETURN f.user_id AS id ORDER BY s.fecha_inicio DESC`
const likes = `${person}-[g:GUSTA]->(c)
OPTIONAL MATCH (c)<-[:CREO]-(x)
RETURN c.contenido_id AS id, x.user_id AS creador, c.propio_temas AS temas ORDER BY g.fecha DESC`
const views = `${person}-[v:VIO]->(c)
RETURN c.contenido_id AS id, v.propio_completado AS completado ORDER BY v.fecha_ultima_vista DESC, id DESC`

type Liked = { id: Id; creador: Id | null; temas: string[] | null }
type Viewed = { id: Id; completado: boolean }
const ids = (rows: readonly { id: Id }[]) => rows.map(({ id }) => id)

/** Looks up what a person did. */
export const tasteOf = async (run: Run, espacio: string, { id, region, intereses }: Listener): Promise<Taste> => {
  const asked = { espacio, id: id ?? null }
  const ask = async <R>(query: string) => (id === undefined ? [] : await run(query, asked)) as R[]
  const [follows, likesEver, seen] = await Promise.all([
    ask<{ id: Id }>(followed),
    ask<Liked>(likes),
    ask<Viewed>(views),
  ])
  const followedNow = ids(follows.slice(0, bounds.followed))
  const likedNow = likesEver.slice(0, bounds.liked)
  const known = new Set([...ids(likesEver), ...ids(seen.filter(({ completado }) => completado))])
  const creators = likedNow.flatMap(({ creador }) => creador ?? [])
  return {
    me: id,
    region,
    cared: themesFor(
      themesOf(intereses),
      likedNow.map(({ temas }) => temas ?? []),
    ),
    followed: followedNow,
    everFollowed: ids(follows),
    liked: [...new Set([...followedNow, ...creators])].filter((one) => one !== id),
    known: [...known],
    unfinished: ids(seen)
      .filter((one) => !known.has(one))
      .slice(0, bounds.unfinished),
    met: [...new Set([...ids(likedNow), ...ids(seen.slice(0, bounds.seen))])],
  }
}
