import { access, constants, mkdir } from 'node:fs/promises'
import { NodoError } from '../../errors.ts'
import { filesOf } from './files.ts'

/**
 * Makes the data folder and the one for copies, for this account alone. A folder that was there keeps its mode: it may
 * hold more than ours.
 * @throws NodoError carpeta_no_escribible
 */
export const prepareFolder = async (dataDir: string): Promise<void> => {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    await mkdir(filesOf(dataDir).copies, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new NodoError('carpeta_no_escribible', { values: { carpeta: dataDir }, cause })
  }
}
