import type { DatabaseSync } from 'node:sqlite'
import type { FeedEntry } from '../../network/feed-store.ts'
import { feedPage, feedPlace, feedRows } from '../feeds.ts'
import type { Reads } from './ports.ts'

/** Feeds are read from the documents: of each who is followed the newest, by an index, put together. */
export const feedReads = (db: DatabaseSync): Reads['feeds'] => {
  const page = db.prepare(
    `SELECT c.id AS contenido_id, c.orden_nodo_ms FROM seguimientos s
       JOIN contenidos c ON c.id IN (
         SELECT n.id FROM contenidos n
         WHERE n.creador_id = s.creador_id AND n.estado = 'publicado' AND (n.orden_nodo_ms, n.id) < (?2, ?3)
         ORDER BY n.orden_nodo_ms DESC, n.id DESC LIMIT ?4)
     WHERE s.usuario_id = ?1 AND s.activo = 1
     ORDER BY c.orden_nodo_ms DESC, c.id DESC LIMIT ?4`,
  )
  return {
    page: (usuarioId, limit, cursor) => {
      const from = feedPlace(cursor)
      const found = page.all(usuarioId, from.order, from.id, feedRows(limit, from)) as unknown as FeedEntry[]
      return feedPage(
        found.map((row) => ({ ...row })),
        limit,
        from,
      )
    },
  }
}
