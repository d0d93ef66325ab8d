import type { DatabaseSync } from 'node:sqlite'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { moderationLine, saidAgain } from '../moderations.ts'
import { type Collections, moderationShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const moderationReads = (db: DatabaseSync): Reads['moderations'] => {
  const of = db.prepare(
    `SELECT m.* FROM json_each(?) asked JOIN moderaciones m ON m.tipo = ? AND m.id_registro = asked.value
     ORDER BY asked.key, m.id`,
  )
  const page = db.prepare('SELECT * FROM moderaciones WHERE lamport < ? ORDER BY lamport DESC LIMIT ?')
  return {
    of: (tipo, ids) => of.all(JSON.stringify(ids), tipo).map((row) => recordOf(moderationShape, row)),
    page: (limit, cursor) => {
      const found = page.all(placeBefore(cursor).order, limit + 1).map((row) => recordOf(moderationShape, row))
      return pageOfRows(found, limit, ({ lamport, id }) => ({ order: lamport, id }))
    },
  }
}

export const moderationWrites = ({ moderations, audit }: Collections): Writes['moderations'] => ({
  put: (given, act) => {
    const before = moderations.byId(given.id)
    const after = moderations.set(given, saidAgain)
    if (act && after.version !== before?.version) audit.insert(moderationLine(before, after, act))
    return after
  },
})
