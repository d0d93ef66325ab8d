import type { DatabaseSync } from 'node:sqlite'
import type { Notificacion } from '../../model/notificacion.ts'
import type { Id } from '../../model/primitives.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { type Collections, noticeShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

/** Forgets every notice that is about a content. */
export const eraseNoticesOf = (db: DatabaseSync): ((contenidoId: Id) => void) => {
  const erase = db.prepare(`DELETE FROM notificaciones WHERE datos ->> 'contenido_id' = ?`)
  return (contenidoId) => {
    erase.run(contenidoId)
  }
}

const countUnread = (db: DatabaseSync) => {
  const unread = db.prepare('SELECT count(*) AS n FROM notificaciones WHERE usuario_id = ? AND leida_en IS NULL')
  return (usuarioId: Id) => Number(unread.get(usuarioId)?.n)
}

export const noticeReads = (db: DatabaseSync): Reads['notices'] => {
  const page = db.prepare('SELECT * FROM notificaciones WHERE usuario_id = ? AND orden < ? ORDER BY orden DESC LIMIT ?')
  const unread = countUnread(db)
  return {
    page: (usuarioId, limit, cursor) => {
      const found = page.all(usuarioId, placeBefore(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(noticeShape, row)), next, sin_leer: unread(usuarioId) }
    },
  }
}

/** Keeps notices for those who want their kind, each once. @param told hears for whom one was kept */
export const addNotices =
  ({ accounts, notices }: Pick<Collections, 'accounts' | 'notices'>, told: (usuarioId: Id) => void) =>
  (given: readonly Notificacion[]): void => {
    for (const notice of given) {
      if (notices.byId(notice.id)) continue
      const person = accounts.byId(notice.usuario_id)
      if (!person?.activo || person.preferencias.notificaciones[notice.tipo] === false) continue
      notices.insert(notice)
      told(person.id)
    }
  }

export const noticeWrites = (
  db: DatabaseSync,
  collections: Collections,
  told: (usuarioId: Id) => void,
): Writes['notices'] => {
  const read = db.prepare(
    `UPDATE notificaciones SET leida_en = ? WHERE usuario_id = ? AND leida_en IS NULL
       AND id IN (SELECT value FROM json_each(?))`,
  )
  const readAll = db.prepare('UPDATE notificaciones SET leida_en = ? WHERE usuario_id = ? AND leida_en IS NULL')
  const unread = countUnread(db)
  return {
    add: addNotices(collections, told),
    markRead: (usuarioId, at, ids) => {
      if (ids === undefined) readAll.run(at, usuarioId)
      else read.run(at, usuarioId, JSON.stringify(ids))
      return unread(usuarioId)
    },
  }
}
