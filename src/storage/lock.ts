import { chmodSync, closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../errors.ts'
import { finishSwap } from './swap.ts'

const BUSY = 5

/**
 * Takes the data folder for this process: a write lock on a database of its own, because that is a lock of the kernel,
 * which lets go by itself when the process dies, however it does. Ends a restore that was cut.
 * @returns what lets go of it
 * @throws NodoError carpeta_en_uso
 */
export const lockFolder = (dataDir: string): (() => void) => {
  const file = join(dataDir, 'nodo.lock')
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const lock = new DatabaseSync(file, { timeout: 500 })
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY)
      throw new NodoError('carpeta_en_uso', { values: { carpeta: dataDir } })
    throw error
  }
  finishSwap(dataDir)
  return () => lock.close()
}
