import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { filled, type Words } from '../../errors.ts'
import { storageTexts } from '../storage-texts.ts'
import { openForReading, openForWriting, quickCheck } from './database.ts'
import { setAside } from './files.ts'
import type { Reads, Writes } from './ports.ts'
import { isDamage } from './sqlite-error.ts'

const table = 'CREATE TABLE IF NOT EXISTS olvidos (usuario_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID'

const openSound = (file: string): DatabaseSync | undefined => {
  let db: DatabaseSync | undefined
  try {
    db = openForWriting(file)
    if (quickCheck(db) !== undefined) {
      db.close()
      return undefined
    }
    db.exec(table)
    return db
  } catch (error) {
    if (db?.isOpen) db.close()
    if (!isDamage(error)) throw error
    return undefined
  }
}

/**
 * Opens the file of erasures. A damaged one is kept beside, and the box goes on with an empty one.
 * @returns the open connection and, where it was damaged, what happened in words
 */
export const openErasures = (file: string): { db: DatabaseSync; lost: Words | undefined } => {
  const sound = openSound(file)
  if (sound) return { db: sound, lost: undefined }
  const danada = basename(setAside(file))
  const db = openForWriting(file)
  db.exec(table)
  return { db, lost: filled(storageTexts.erasuresLost, { danada }) }
}

export const erasureReads = (db: DatabaseSync): Reads['erasures'] => {
  const following = db.prepare('SELECT usuario_id FROM olvidos WHERE usuario_id > ? ORDER BY usuario_id LIMIT ?')
  return { after: (id, limit) => following.all(id ?? '', limit).map(({ usuario_id }) => String(usuario_id)) }
}

/** A write is on the disk by itself, whatever becomes of the transaction of the other file that it comes in. */
export const erasureWrites = (db: DatabaseSync): Writes['erasures'] => {
  const insert = db.prepare('INSERT OR IGNORE INTO olvidos (usuario_id) VALUES (?)')
  return {
    remember: (usuarioId) => {
      insert.run(usuarioId)
    },
  }
}

/** Every erasure that a folder knows of, in pages; none where there is no such file. */
export function* erasuresIn(file: string, pageRows: number): Generator<string[]> {
  if (!existsSync(file)) return
  const db = openForReading(file)
  try {
    const { after } = erasureReads(db)
    for (let page = after(undefined, pageRows); page.length > 0; page = after(page.at(-1), pageRows)) yield page
  } finally {
    db.close()
  }
}
