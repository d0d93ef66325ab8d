import type { DatabaseSync } from 'node:sqlite'
import type { Dicho } from '../../model/dicho.ts'
import { saidWordsOf } from '../../projections/said.ts'
import { tokenOf } from './search-index.ts'

/** The index of what is said: each record under its number (`orden`), which is kept apart, for when the record is gone. */
export const createSaidIndex = (db: DatabaseSync) => {
  const placed = db.prepare('SELECT lugar FROM busqueda_dichos_lugares WHERE id = ?')
  const place = db.prepare(
    `INSERT INTO busqueda_dichos_lugares (id, lugar) SELECT id, orden FROM dichos WHERE id = ?
     ON CONFLICT DO NOTHING RETURNING lugar`,
  )
  const leave = db.prepare('DELETE FROM busqueda_dichos_lugares WHERE id = ?')
  const write = db.prepare('INSERT INTO busqueda_dichos (rowid, palabras) VALUES (?, ?)')
  const erase = db.prepare(`INSERT INTO busqueda_dichos (busqueda_dichos, rowid, palabras) VALUES ('delete', ?, ?)`)
  const forget = db.prepare(`INSERT INTO busqueda_dichos (busqueda_dichos) VALUES ('delete-all')`)
  const leaveAll = db.prepare('DELETE FROM busqueda_dichos_lugares')
  const tokensOf = (given: Dicho) => saidWordsOf(given).map(tokenOf).join(' ')
  return {
    /** Brings the index from what a record said to what it says; the same again changes nothing. */
    project: (before: Dicho | undefined, after: Dicho | undefined): void => {
      const old = before && placed.get(before.id)
      if (before && old) {
        erase.run(Number(old.lugar), tokensOf(before))
        leave.run(before.id)
      }
      const lugar = after && place.get(after.id)?.lugar
      if (after && lugar) write.run(Number(lugar), tokensOf(after))
    },
    clear: (): void => {
      forget.run()
      leaveAll.run()
    },
  }
}
