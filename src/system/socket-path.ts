import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes that a Unix socket's address holds besides the final zero (unix(7): sun_path has 108). */
const longest = 107

/** The address of the local socket in a data folder. `close` when nothing uses the address any more. */
export interface SocketPath {
  readonly file: string
  /** What to listen at or connect to: the file itself, or a way to it that fits into a socket's address. */
  readonly address: string
  close(): void
}

/** @throws when the folder is not there and its path is long */
export const socketPath = (folder: string): SocketPath => {
  const file = join(folder, 'nodo.sock')
  if (Buffer.byteLength(file) <= longest) return { file, address: file, close: () => undefined }
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  return { file, address: `/proc/self/fd/${descriptor}/nodo.sock`, close: () => closeSync(descriptor) }
}
