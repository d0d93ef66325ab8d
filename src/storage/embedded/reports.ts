import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import { decided, reportedAgain } from '../reports.ts'
import { type Collections, reportShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const reportReads = (db: DatabaseSync): Reads['reports'] => {
  const queue = db.prepare(
    `SELECT d.*, coalesce(u.nombre, '') AS nombre, c.titulo AS contenido_titulo, c.estado AS contenido_estado
     FROM denuncias d JOIN contenidos c ON c.id = d.contenido_id LEFT JOIN usuarios u ON u.id = d.usuario_id
     WHERE d.estado = ? AND d.orden > ? ORDER BY d.orden LIMIT ?`,
  )
  const count = db.prepare('SELECT count(*) AS n FROM denuncias WHERE estado = ?')
  return {
    queue: (estado, limit, cursor) => {
      const found = queue.all(estado, placeAfter(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return {
        rows: rows.map((row) => ({
          denuncia: recordOf(reportShape, row),
          usuario: { id: String(row.usuario_id), nombre: String(row.nombre) },
          contenido: {
            id: String(row.contenido_id),
            titulo: String(row.contenido_titulo),
            estado: row.contenido_estado as never,
          },
        })),
        next,
        total: Number(count.get(estado)?.n),
      }
    },
  }
}

export const reportWrites = (db: DatabaseSync, { contents, reports }: Collections): Writes['reports'] => {
  const pending = db.prepare(`SELECT * FROM denuncias WHERE contenido_id = ? AND estado = 'pendiente' ORDER BY orden`)
  const keep = keepAnswer(db)
  return {
    report: (given, kept) => {
      if (!contents.byId(given.contenido_id)) throw new NodoError('contenido_no_encontrado')
      if (kept) keep(kept)
      return reports.set(given, reportedAgain)
    },
    decide: (contenidoId, decision, hide) => {
      const content = contents.byId(contenidoId)
      if (!content) throw new NodoError('contenido_no_encontrado')
      if (hide) contents.change(content, { estado: 'oculto', oculto_por: decision.decidida_por })
      return pending.all(contenidoId).map((row) => reports.change(recordOf(reportShape, row), decided(decision)))
    },
  }
}
