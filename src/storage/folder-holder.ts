import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'

/** Who has a database, or would. */
export interface Holder {
  name: string
  /** As its admin knows it: whoever is refused is told. */
  dataDir: string
}

/**
 * A name that this data folder bears on this machine and no other does, also over a kill: what holds a lease under it is
 * known again. A copy of the folder is another one, since its lock file is another. For who has the folder locked.
 */
export const folderHolder = (dataDir: string): Holder => ({ name: nameOf(dataDir), dataDir: resolve(dataDir) })

/** The same for who only looks: a folder without a name of its own has none here, and is given none. */
export const knownHolder = (dataDir: string): Holder => {
  const named = existsSync(join(dataDir, 'nodo.lock')) ? keptName(dataDir, placeOf(dataDir)) : undefined
  return { name: named ?? '', dataDir: resolve(dataDir) }
}

const fileIn = (dataDir: string) => join(dataDir, 'nodo.titular')
const placeOf = (dataDir: string) => `${statSync(join(dataDir, 'nodo.lock'), { bigint: true }).ino} ${hostname()}`

const keptName = (dataDir: string, place: string): string | undefined => {
  const [name, known] = read(fileIn(dataDir)).split('\n')
  return known === place ? name : undefined
}

const nameOf = (dataDir: string): string => {
  const [file, place] = [fileIn(dataDir), placeOf(dataDir)]
  const kept = keptName(dataDir, place)
  if (kept) return kept
  const made = randomUUID()
  const handle = openSync(`${file}.nuevo`, 'w', 0o600)
  writeSync(handle, `${made}\n${place}\n`)
  fsyncSync(handle)
  closeSync(handle)
  renameSync(`${file}.nuevo`, file)
  return made
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
