import type { Id } from '../../model/primitives.ts'

/**
 * The names of live state (data-model.md) as they stand in Redis: behind the space, which is the node that they belong
 * to, so that two nodes or a hundred tests share a server without meeting. What the table has in braces keeps them: it
 * is the hash tag, so that keys of one object share a slot and those of different ones spread. Where the table has none,
 * the space is the tag: all rankings of a node are of one slot, since one content changes several.
 */
export const redisKeys = (space: string) => ({
  ranking: (kind: string, value?: string) =>
    value === undefined ? `{${space}}:ranking:vistas:${kind}` : `{${space}}:ranking:vistas:${kind}:${value}`,
  feed: (userId: Id) => `${space}:user:feed:{${userId}}`,
  room: (liveId: Id) => `${space}:live:comentarios:{${liveId}}`,
  /** The process that a live belongs to. */
  holder: (liveId: Id) => `${space}:live:proceso:{${liveId}}`,
  viewers: (liveId: Id) => `${space}:live:viewers:{${liveId}}`,
  session: (tokenHash: string) => `${space}:user:session:{${tokenHash}}`,
  content: (id: Id) => `${space}:cache:contenido:{${id}}`,
  limit: (hash: string) => `${space}:limite:{${hash}}`,
  /** Where it is told which room has news. */
  news: `${space}:live:novedades`,
  /** Before the keys of a queue of BullMQ. */
  queues: `{${space}}`,
  /** How far a projection is that lives here. */
  projection: (name: string) => `{${space}}:proyeccion:${name}`,
})
