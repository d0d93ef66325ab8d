import type { DatabaseSync } from 'node:sqlite'
import { analysedAgain } from '../analyses.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { analysisShape, type Collections } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const analysisReads = (db: DatabaseSync): Reads['analyses'] => {
  const page = db.prepare(
    `SELECT * FROM analisis_historico
     WHERE nodo_id = ? AND region IS ? AND periodo ->> 'desde' >= ? AND periodo ->> 'desde' < ?
     ORDER BY periodo ->> 'desde' DESC LIMIT ?`,
  )
  return {
    page: ({ nodo_id, region, desde = 0, hasta = Number.MAX_SAFE_INTEGER }, limit, cursor) => {
      const before = Math.min(hasta, placeBefore(cursor).order)
      const found = page.all(nodo_id, region, desde, before, limit + 1).map((row) => recordOf(analysisShape, row))
      return pageOfRows(found, limit, ({ periodo, id }) => ({ order: periodo.desde, id }))
    },
  }
}

export const analysisWrites = ({ analyses }: Collections): Writes['analyses'] => ({
  record: (given) => analyses.set(given, analysedAgain),
})
