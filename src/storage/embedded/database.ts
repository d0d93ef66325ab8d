import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** Waiting for a lock that somebody else holds only for a moment: a backup, a check from a shell. */
const busyMs = 5000

/** The one writing connection: what COMMIT answered is on the disk. */
export const openForWriting = (file: string): DatabaseSync => {
  // Made beforehand so that it is nobody else's from the first byte; SQLite gives its log and index the same mode.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const db = new DatabaseSync(file, { timeout: busyMs })
  try {
    // 8 MB of pages are at hand: what a batch touches again and again is read once.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216;
      PRAGMA cache_size = -8000`)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

export const openForReading = (file: string): DatabaseSync =>
  new DatabaseSync(file, { readOnly: true, timeout: busyMs })

/** @returns what SQLite found wrong; undefined for a sound file */
export const quickCheck = (db: DatabaseSync): string | undefined => {
  const found = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
  return found === 'ok' ? undefined : String(found)
}
