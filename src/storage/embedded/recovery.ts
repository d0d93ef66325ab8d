import { copyFileSync, renameSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { filled, type Words } from '../../errors.ts'
import { syncToDisk } from '../../sync-to-disk.ts'
import { storageTexts } from '../storage-texts.ts'
import { lastBoot } from './boots.ts'
import { openForWriting, quickCheck } from './database.ts'
import { type Copy, filesOf, listCopies, setAside } from './files.ts'
import { renew } from './renewed.ts'
import { migrate } from './schema.ts'
import { isDamage } from './sqlite-error.ts'

const isSound = (file: string): boolean => {
  const db = new DatabaseSync(file)
  try {
    // An empty file is a sound database too.
    return db.prepare('PRAGMA user_version').get()?.user_version !== 0 && quickCheck(db) === undefined
  } catch (error) {
    if (isDamage(error)) return false
    throw error
  } finally {
    db.close()
  }
}

/**
 * Puts a copy in the place of a lost file. The lost ceiling is unknown: of two daily copies the older is two days and some
 * minutes behind it, and one that is older still (copies failed for a while) is behind by no more than `behindMs`, the time
 * between the last writes of both files.
 */
const putBack = (copy: Copy, file: string, behindMs: number): void => {
  const unfinished = `${file}.nueva`
  copyFileSync(copy.file, unfinished)
  renew(unfinished, behindMs)
  // The name last: a kill before leaves no file, and the next start does all this again.
  renameSync(unfinished, file)
  syncToDisk(dirname(file))
}

/** What is wrong with an open file: it is checked whole where the last boot did not end in order. */
const damageOf = (db: DatabaseSync, hadCopies: boolean): string | undefined => {
  const isNew = db.prepare('PRAGMA user_version').get()?.user_version === 0
  // A power cut can leave a file of length zero, which would pass for a first start.
  if (isNew) return hadCopies ? 'the file is empty' : undefined
  return lastBoot(db)?.limpio === false ? quickCheck(db) : undefined
}

const openSound = (file: string, hadCopies: boolean): DatabaseSync | undefined => {
  let db: DatabaseSync | undefined
  try {
    db = openForWriting(file)
    if (damageOf(db, hadCopies) === undefined) return db
    db.close()
  } catch (error) {
    db?.close()
    if (!isDamage(error)) throw error
  }
  return undefined
}

/** When the file or its log was last written, by the system's clock. */
const lastWrittenMs = (file: string): number =>
  Math.max(...[file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0))

/**
 * Opens the database, whatever the last stop left of it: a damaged file is kept beside and the newest verified copy
 * that is sound takes its place, in a new epoch; without one, an empty base.
 * @returns the open connection at the present schema and, where it had to go back, what happened in words
 * @throws NodoError version_de_datos
 */
export const openOrRecover = (dataDir: string): { db: DatabaseSync; recovered: Words | undefined } => {
  const files = filesOf(dataDir)
  const copies = listCopies(files.copies)
  const lastWriteMs = lastWrittenMs(files.database)
  const sound = openSound(files.database, copies.length > 0)
  if (sound) {
    migrate(sound)
    return { db: sound, recovered: undefined }
  }
  const danada = basename(setAside(files.database))
  const copy = copies.find(({ file }) => isSound(file))
  if (!copy) {
    const db = openForWriting(files.database)
    migrate(db)
    return {
      db,
      recovered: filled(storageTexts.beganEmpty, { danada }),
    }
  }
  putBack(copy, files.database, lastWriteMs - statSync(copy.file).mtimeMs)
  const db = openForWriting(files.database)
  return {
    db,
    recovered: filled(storageTexts.wentBack, { copia: basename(copy.file), danada }),
  }
}
