import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncToDisk } from '../../sync-to-disk.ts'

/** Where everything of the embedded storage stands in the data folder. */
export const filesOf = (dataDir: string) => ({
  database: join(dataDir, 'nodo.db'),
  /** Apart, so that no older state of the database takes them back. */
  erasures: join(dataDir, 'olvidos.db'),
  copies: join(dataDir, 'copias'),
})

/** A copy bears the node time at which it was taken, padded so that names sort as times do. */
export const copyName = (nodoMs: number): string => `nodo-${String(nodoMs).padStart(15, '0')}.db`

const named = /^nodo-(\d{15,})\.db$/

export interface Copy {
  file: string
  nodoMs: number
}

/** The verified copies, newest first. */
export const listCopies = (folder: string): Copy[] =>
  readdirSync(folder)
    .flatMap((name) => {
      const found = named.exec(name)
      return found ? [{ file: join(folder, name), nodoMs: Number(found[1]) }] : []
    })
    .sort((a, b) => b.nodoMs - a.nodoMs)

/** Keeps the damaged file and its log beside, under a name that SQLite would still open as one. */
export const setAside = (file: string): string => {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const kept = `${file}.danada-${stamp}`
  for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix)
  // Only an index of the log, made anew by whoever opens it.
  rmSync(`${file}-shm`, { force: true })
  syncToDisk(dirname(file))
  return kept
}
