import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { NodoError } from '../errors.ts'

/** Not `recursive`: under /proc that never comes back. */
const makeFolder = async (path: string): Promise<void> => {
  const there = await stat(path).catch(() => undefined)
  if (there) return
  if (dirname(path) !== path) await makeFolder(dirname(path))
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/**
 * Makes the data folder and the folders `inside` it, for this account alone. A folder that was there keeps its mode: it
 * may hold more than ours.
 * @param inside absolute paths
 * @throws NodoError carpeta_no_escribible
 */
export const prepareFolder = async (dataDir: string, inside: readonly string[] = []): Promise<void> => {
  try {
    await makeFolder(dataDir)
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    for (const folder of inside) await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new NodoError('carpeta_no_escribible', { values: { carpeta: dataDir }, cause })
  }
}
