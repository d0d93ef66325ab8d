import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../errors.ts'

/** The data folder while this process alone has it. */
export interface Folder {
  readonly path: string
  release(): void
}

/**
 * Takes the data folder for this process alone, making it where it is absent (0700).
 *
 * The lock is SQLite's own on an empty file: the kernel frees it with the process, however that ends, so nothing stale
 * can stay behind a power cut, and two that start at once cannot both have it.
 * @throws NodoError carpeta_no_escribible, carpeta_en_uso
 */
export const takeFolder = (path: string): Folder => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const probe = join(path, `.escritura-${process.pid}`)
    writeFileSync(probe, 'x')
    rmSync(probe)
  } catch (cause) {
    throw new NodoError('carpeta_no_escribible', { values: { carpeta: path }, cause })
  }
  const lock = new DatabaseSync(join(path, 'nodo.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw new NodoError('carpeta_en_uso', { values: { carpeta: path }, cause })
  }
  return {
    path,
    release: () => {
      if (lock.isOpen) lock.close()
    },
  }
}
