import type { DatabaseSync } from 'node:sqlite'
import type { CommentFilter, CommentWithAuthor } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { type Collections, commentShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { type Row, recordOf } from './shape.ts'

const selectWithAuthor = `
  SELECT c.*, coalesce(u.nombre, '') AS autor_nombre FROM comentarios c LEFT JOIN usuarios u ON u.id = c.usuario_id`

const withAuthor = (row: Row): CommentWithAuthor => ({
  comentario: recordOf(commentShape, row),
  autor: { id: String(row.usuario_id), nombre: String(row.autor_nombre) },
})

const placeOf = (row: Row) => ({ order: Number(row.orden), id: String(row.id) })

export const commentReads = (db: DatabaseSync): Reads['comments'] => {
  const byId = db.prepare(`${selectWithAuthor} WHERE c.id = ?`)
  const counts = db.prepare(
    `SELECT contenido_id, count(*) AS n FROM comentarios
     WHERE contenido_id IN (SELECT value FROM json_each(?)) AND estado = 'visible' GROUP BY contenido_id`,
  )
  const ofUser = db.prepare('SELECT * FROM comentarios WHERE usuario_id = ? AND orden < ? ORDER BY orden DESC LIMIT ?')

  const where = ({ contenido_id, es_live, visibleOnly }: CommentFilter) => ({
    conditions: [
      'c.contenido_id = ?',
      ...(es_live === undefined ? [] : ['c.es_live = ?']),
      ...(visibleOnly ? [`c.estado = 'visible'`] : []),
    ].join(' AND '),
    values: es_live === undefined ? [contenido_id] : [contenido_id, Number(es_live)],
  })

  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && withAuthor(row)
    },
    page: (filter, limit, cursor) => {
      const { conditions, values } = where(filter)
      const found = db
        .prepare(`${selectWithAuthor} WHERE ${conditions} AND c.orden < ? ORDER BY c.orden DESC LIMIT ?`)
        .all(...values, placeBefore(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, placeOf)
      const total = db.prepare(`SELECT count(*) AS n FROM comentarios c WHERE ${conditions}`).get(...values)?.n
      return { rows: rows.map(withAuthor), next, total: Number(total) }
    },
    ofUser: (usuarioId, limit, cursor) => {
      const { rows, next } = pageOfRows(ofUser.all(usuarioId, placeBefore(cursor).order, limit + 1), limit, placeOf)
      return { rows: rows.map((row) => recordOf(commentShape, row)), next }
    },
    counts: (contenidoIds) =>
      counts
        .all(JSON.stringify(contenidoIds))
        .map(({ contenido_id, n }) => ({ contenido_id: String(contenido_id), comentarios: Number(n) })),
  }
}

export const commentWrites = (db: DatabaseSync, { contents, comments }: Collections): Writes['comments'] => {
  const keep = keepAnswer(db)
  const existing = (id: Id) => {
    const comment = comments.byId(id)
    if (!comment) throw new NodoError('comentario_no_encontrado')
    return comment
  }
  return {
    append: (comment, kept) => {
      if (!contents.byId(comment.contenido_id)) throw new NodoError('contenido_no_encontrado')
      if (kept) keep(kept)
      return comments.insert(comment)
    },
    setState: (id, estado, version) => comments.change(existing(id), { estado }, version),
    remove: (id) => comments.remove(existing(id)),
  }
}
