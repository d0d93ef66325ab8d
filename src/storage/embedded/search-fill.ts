import type { DatabaseSync } from 'node:sqlite'
import { contentShape } from './collections.ts'
import { createSearchIndex } from './search-index.ts'
import { recordOf } from './shape.ts'

/** Takes up into the index of search what a file has that comes from a program without one. */
export const fillSearchIndex = (db: DatabaseSync): void => {
  if (db.prepare('SELECT 1 FROM busqueda_lugares LIMIT 1').get()) return
  const { project } = createSearchIndex(db)
  db.exec('BEGIN IMMEDIATE')
  for (const row of db.prepare('SELECT * FROM contenidos').iterate()) project(undefined, recordOf(contentShape, row))
  db.exec('COMMIT')
}
