import type { DatabaseSync } from 'node:sqlite'
import { artistShape } from './collections.ts'
import type { Reads } from './ports.ts'
import { recordOf } from './shape.ts'

export const artistReads = (db: DatabaseSync): Reads['artists'] => {
  const byId = db.prepare('SELECT * FROM artistas WHERE id = ?')
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(artistShape, row)
    },
  }
}
