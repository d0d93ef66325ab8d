import type { DatabaseSync } from 'node:sqlite'
import type { ReactionCounts } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { reactionId } from '../../model/reaccion.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { reactedAgain } from '../ties.ts'
import { type Collections, reactionShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

/** What stands for some contents. */
const counter = (db: DatabaseSync) => {
  const count = db.prepare(
    `SELECT contenido_id, tipo, count(*) AS n FROM reacciones
     WHERE contenido_id IN (SELECT value FROM json_each(?)) AND activo = 1 GROUP BY contenido_id, tipo`,
  )
  return (contenidoIds: readonly Id[]) => {
    const byContent = Map.groupBy(count.all(JSON.stringify(contenidoIds)), (row) => String(row.contenido_id))
    return [...byContent].map(([contenido_id, rows]) => ({
      contenido_id,
      counts: Object.fromEntries(rows.map(({ tipo, n }) => [String(tipo), Number(n)])) as ReactionCounts,
    }))
  }
}

export const reactionReads = (db: DatabaseSync): Reads['reactions'] => {
  const mine = db.prepare('SELECT * FROM reacciones WHERE id IN (SELECT value FROM json_each(?)) AND activo = 1')
  const page = db.prepare(
    `SELECT * FROM reacciones WHERE usuario_id = ? AND activo = 1 AND (fecha, id) < (?, ?)
     ORDER BY fecha DESC, id DESC LIMIT ?`,
  )
  return {
    counts: counter(db),
    mine: (usuarioId, contenidoIds) =>
      mine
        .all(JSON.stringify(contenidoIds.map((contenidoId) => reactionId(usuarioId, contenidoId))))
        .map((row) => recordOf(reactionShape, row)),
    ofUser: (usuarioId, limit, cursor) => {
      const { order, id } = placeBefore(cursor)
      const rows = page.all(usuarioId, order, id, limit + 1).map((row) => recordOf(reactionShape, row))
      return pageOfRows(rows, limit, (row) => ({ order: row.fecha, id: row.id }))
    },
  }
}

export const reactionWrites = (db: DatabaseSync, { contents, reactions }: Collections): Writes['reactions'] => {
  const countAll = counter(db)
  const countsOf = (contenidoId: Id) => countAll([contenidoId])[0]?.counts ?? {}
  return {
    set: (given) => {
      if (!contents.byId(given.contenido_id)) throw new NodoError('contenido_no_encontrado')
      return { reaccion: reactions.set(given, reactedAgain), counts: countsOf(given.contenido_id) }
    },
    unset: (usuarioId, contenidoId) => {
      const reaction = reactions.byId(reactionId(usuarioId, contenidoId))
      if (reaction) reactions.change(reaction, { activo: false })
      return countsOf(contenidoId)
    },
  }
}
