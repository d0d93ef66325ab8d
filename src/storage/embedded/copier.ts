import { closeSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { syncToDisk } from '../../sync-to-disk.ts'
import { lastBoot } from './boots.ts'
import { openForReading, quickCheck } from './database.ts'
import { copyName, filesOf, listCopies } from './files.ts'

/** What a copier's thread answers: the copy's path, or what is wrong with the database that it was taken of. */
export type CopierAnswer = { copied: string } | { damage: string }

const keptCopies = 2
// All in one step: between steps the writer goes on, and a backup whose source another connection changed starts anew.
const everyPage = 0x7fffffff

/** @param into a file of the caller's; without it the copy is one of the kept ones */
const copy = async (dataDir: string, into?: string): Promise<CopierAnswer> => {
  const files = filesOf(dataDir)
  const unfinished = into ?? join(files.copies, 'en-curso.db')
  rmSync(unfinished, { force: true })
  // Made beforehand so that it is nobody else's from its first byte.
  closeSync(openSync(unfinished, 'w', 0o600))
  const source = openForReading(files.database)
  const nodoMs = lastBoot(source)?.techo_nodo_ms ?? 0
  await backup(source, unfinished, { rate: everyPage })
  source.close()

  const taken = new DatabaseSync(unfinished)
  // One file by itself, without a log beside it.
  taken.exec('PRAGMA journal_mode = DELETE')
  const damage = quickCheck(taken)
  taken.close()
  if (damage !== undefined) {
    rmSync(unfinished)
    return { damage }
  }
  syncToDisk(unfinished)
  if (into !== undefined) return { copied: into }
  const finished = join(files.copies, copyName(nodoMs))
  renameSync(unfinished, finished)
  syncToDisk(files.copies)
  for (const { file } of listCopies(files.copies).slice(keptCopies)) rmSync(file)
  return { copied: finished }
}

parentPort!.postMessage(await copy(workerData.dataDir, workerData.into))
