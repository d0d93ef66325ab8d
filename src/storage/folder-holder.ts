import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
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

const nameOf = (dataDir: string): string => {
  const file = join(dataDir, 'nodo.titular')
  const place = `${statSync(join(dataDir, 'nodo.lock'), { bigint: true }).ino} ${hostname()}`
  const [name, known] = read(file).split('\n')
  if (name && known === place) return name
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
