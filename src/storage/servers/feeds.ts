import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Id } from '../../model/primitives.ts'
import type { Seguimiento } from '../../model/seguimiento.ts'
import type { FeedEntry, FeedStore } from '../../network/feed-store.ts'
import type { RankedPlace } from '../cursor.ts'
import { feedPage, feedPlace, feedRows } from '../feeds.ts'
import type { Mongo } from './mongo.ts'
import { createOrderedReads } from './ordered-set.ts'
import { reading } from './reading.ts'
import { behind } from './records.ts'
import type { RedisPart } from './redis.ts'
import { askingRedis } from './redis-error.ts'
import { redisKeys } from './redis-keys.ts'
import { createMark } from './redis-mark.ts'

/** Feeds as the documents tell them: what Redis holds of them, and what answers where it does not. */
export const createFeedSource = ({ of }: Mongo) => {
  /** Who follows a creator, some at a time. */
  async function* followersOf(creadorId: Id, atOnce: number): AsyncGenerator<Id[]> {
    const follows = of('seguimientos')
      .find({ creador_id: creadorId, activo: true })
      .project<Pick<Seguimiento, 'usuario_id'>>({ usuario_id: 1 })
    let some: Id[] = []
    for await (const { usuario_id } of follows) {
      some.push(usuario_id)
      if (some.length < atOnce) continue
      yield some
      some = []
    }
    if (some.length > 0) yield some
  }
  return {
    followersOf,
    newest: async (
      usuarioId: Id,
      limit: number,
      from?: RankedPlace,
    ): Promise<(FeedEntry & Pick<Contenido, 'creador_id'>)[]> => {
      if (limit === 0) return []
      const follows = await of('seguimientos')
        .find({ usuario_id: usuarioId, activo: true }, { projection: { creador_id: 1 } })
        .toArray()
      const published = { creador_id: { $in: follows.map(({ creador_id }) => creador_id) }, estado: 'publicado' }
      const found = await of('contenidos')
        .find({ ...published, ...(from && behind('orden_nodo_ms', from, '$lt')) })
        .project({ orden_nodo_ms: 1, creador_id: 1 })
        .sort({ orden_nodo_ms: -1, _id: -1 })
        .limit(limit)
        .toArray()
      return found.map(({ _id, orden_nodo_ms, creador_id }) => ({ contenido_id: _id, orden_nodo_ms, creador_id }))
    },
  }
}
export type FeedSource = ReturnType<typeof createFeedSource>

/** Feeds from Redis; from the documents while those are not whole there, or it is away. */
export const createFeeds = ({ client }: RedisPart, source: FeedSource, spaceOf: () => string): FeedStore => {
  const read = createOrderedReads(client)
  const mark = createMark(client, 'feeds', spaceOf)
  const { kept } = askingRedis({
    kept: async (usuarioId: Id, from: RankedPlace, limit: number): Promise<FeedEntry[] | undefined> => {
      if (!(await mark.lista())) return undefined
      const found = await read(redisKeys(spaceOf()).feed(usuarioId), from, limit)
      return found.map(({ id, order }) => ({ contenido_id: id, orden_nodo_ms: order }))
    },
  })
  return reading({
    page: async (usuarioId: Id, limit: number, cursor?: string) => {
      const from = feedPlace(cursor)
      const rows = feedRows(limit, from)
      if (rows === 0) return { rows: [], next: null }
      const entries = await kept(usuarioId, from, rows).catch((error) => {
        if (error instanceof NodoError) return undefined
        throw error
      })
      const found = entries ?? (await source.newest(usuarioId, rows, cursor === undefined ? undefined : from))
      return feedPage(
        found.map(({ contenido_id, orden_nodo_ms }) => ({ contenido_id, orden_nodo_ms })),
        limit,
        from,
      )
    },
  })
}
