import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import { type Collections, questionShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const questionReads = (db: DatabaseSync): Reads['questions'] => {
  const where = (conditions: string) => ({
    page: db.prepare(
      `SELECT p.*, coalesce(u.nombre, '') AS autor_nombre FROM preguntas p LEFT JOIN usuarios u ON u.id = p.usuario_id
       WHERE ${conditions} AND p.orden > ? ORDER BY p.orden LIMIT ?`,
    ),
    count: db.prepare(`SELECT count(*) AS n FROM preguntas p WHERE ${conditions}`),
  })
  const [all, inState] = [where('p.transmision_id = ?'), where('p.transmision_id = ? AND p.estado = ?')]
  return {
    of: (liveId, estado, limit, cursor) => {
      const statements = estado === undefined ? all : inState
      const asked = estado === undefined ? [liveId] : [liveId, estado]
      const found = statements.page.all(...asked, placeAfter(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return {
        rows: rows.map((row) => ({
          pregunta: recordOf(questionShape, row),
          autor: { id: String(row.usuario_id), nombre: String(row.autor_nombre) },
        })),
        next,
        total: Number(statements.count.get(...asked)?.n),
      }
    },
  }
}

export const questionWrites = (db: DatabaseSync, { contents, lives, questions }: Collections): Writes['questions'] => {
  const keep = keepAnswer(db)
  return {
    ask: (given, kept) => {
      const live = lives.byId(given.transmision_id)
      if (!live || !contents.byId(live.contenido_id)) throw new NodoError('transmision_no_encontrada')
      if (kept) keep(kept)
      return questions.insert(given)
    },
    decide: (liveId, id, estado, version) => {
      const question = questions.byId(id)
      if (question?.transmision_id !== liveId) throw new NodoError('pregunta_no_encontrada')
      return questions.change(question, { estado }, version)
    },
  }
}
