import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { purchaseId } from '../../model/compra.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { type Collections, purchaseShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const purchaseReads = (db: DatabaseSync): Reads['purchases'] => {
  const one = db.prepare('SELECT 1 FROM compras WHERE id = ?')
  const page = db.prepare('SELECT * FROM compras WHERE usuario_id = ? AND orden < ? ORDER BY orden DESC LIMIT ?')
  return {
    opened: (usuarioId, contenidoIds) => contenidoIds.filter((id) => one.get(purchaseId(usuarioId, id))),
    ofUser: (usuarioId, limit, cursor) => {
      const found = page.all(usuarioId, placeBefore(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(purchaseShape, row)), next }
    },
  }
}

export const purchaseWrites = ({ contents, purchases }: Collections): Writes['purchases'] => ({
  open: (given) => {
    if (!contents.byId(given.contenido_id)) throw new NodoError('contenido_no_encontrado')
    return purchases.set(given, () => ({}))
  },
})
