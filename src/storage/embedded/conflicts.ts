import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { metAgain, resolved, takenOver } from '../conflicts.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import type { Synced } from '../synced.ts'
import type { Collection } from './collection.ts'
import { type Collections, conflictShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const conflictReads = (db: DatabaseSync): Reads['conflicts'] => {
  const page = db.prepare('SELECT * FROM conflictos WHERE estado = ? AND orden > ? ORDER BY orden LIMIT ?')
  const count = db.prepare('SELECT count(*) AS n FROM conflictos WHERE estado = ?')
  return {
    page: (estado, limit, cursor) => {
      const found = page.all(estado, placeAfter(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(conflictShape, row)), next, total: Number(count.get(estado)?.n) }
    },
  }
}

export const conflictWrites = (db: DatabaseSync, collections: Collections): Writes['conflicts'] => {
  const { conflicts } = collections
  const waiting = db.prepare(`SELECT * FROM conflictos WHERE tipo = ? AND id_registro = ? AND estado = 'pendiente'`)
  return {
    add: (given) => {
      const row = waiting.get(given.tipo, given.id_registro)
      if (row) return conflicts.change(recordOf(conflictShape, row), metAgain(given))
      return conflicts.byId(given.id) ?? conflicts.insert(given)
    },
    resolve: (id, choice, act, version) => {
      const conflict = conflicts.byId(id)
      if (!conflict) throw new NodoError('conflicto_no_encontrado')
      if (conflict.estado === 'resuelto') throw new NodoError('conflicto_resuelto')
      const after = conflicts.change(conflict, resolved(conflict, choice, act), version)
      const records = Object.values(collections).find(({ tipo }) => tipo === conflict.tipo) as
        | Collection<Synced>
        | undefined
      const record = records?.byId(conflict.id_registro)
      if (record) records?.change(record, takenOver(conflict, choice))
      return after
    },
  }
}
