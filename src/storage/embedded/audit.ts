import type { DatabaseSync } from 'node:sqlite'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { auditShape, type Collections } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const auditReads = (db: DatabaseSync): Reads['audit'] => {
  const pages = {
    all: db.prepare('SELECT * FROM auditoria WHERE orden < ? ORDER BY orden DESC LIMIT ?'),
    actor: db.prepare('SELECT * FROM auditoria WHERE orden < ? AND actor_id = ? ORDER BY orden DESC LIMIT ?'),
    both: db.prepare(
      'SELECT * FROM auditoria WHERE orden < ? AND actor_id = ? AND objeto = ? ORDER BY orden DESC LIMIT ?',
    ),
    object: db.prepare('SELECT * FROM auditoria WHERE orden < ? AND objeto = ? ORDER BY orden DESC LIMIT ?'),
  }
  return {
    page: ({ actorId, objeto }, limit, cursor) => {
      const before = placeBefore(cursor).order
      const read = () => {
        if (actorId !== undefined && objeto !== undefined) return pages.both.all(before, actorId, objeto, limit + 1)
        if (actorId !== undefined) return pages.actor.all(before, actorId, limit + 1)
        return objeto === undefined ? pages.all.all(before, limit + 1) : pages.object.all(before, objeto, limit + 1)
      }
      const { rows, next } = pageOfRows(read(), limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(auditShape, row)), next }
    },
  }
}

export const auditWrites = ({ audit }: Collections): Writes['audit'] => ({
  append: (line) => {
    if (!audit.byId(line.id)) audit.insert(line)
  },
})
