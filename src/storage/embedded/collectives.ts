import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { type Collections, collectiveShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const collectiveReads = (db: DatabaseSync): Reads['collectives'] => {
  const byId = db.prepare('SELECT * FROM colectivos WHERE id = ?')
  const all = db.prepare('SELECT * FROM colectivos WHERE orden < ? ORDER BY orden DESC LIMIT ?')
  const ofRegion = db.prepare('SELECT * FROM colectivos WHERE region = ? AND orden < ? ORDER BY orden DESC LIMIT ?')
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(collectiveShape, row)
    },
    page: ({ region }, limit, cursor) => {
      const { order } = placeBefore(cursor)
      const found = region === undefined ? all.all(order, limit + 1) : ofRegion.all(region, order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(collectiveShape, row)), next }
    },
  }
}

export const collectiveWrites = (
  db: DatabaseSync,
  { collectives, memberships }: Collections,
): Writes['collectives'] => {
  const keep = keepAnswer(db)
  return {
    create: (collective, founder, kept) => {
      collectives.insert(collective)
      memberships.insert(founder)
      if (kept) keep(kept)
    },
    change: (id, fields, version) => {
      const collective = collectives.byId(id)
      if (!collective) throw new NodoError('colectivo_no_encontrado')
      return collectives.change(collective, fields, version)
    },
  }
}
