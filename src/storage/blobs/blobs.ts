import type { Readable } from 'node:stream'

/** Files named by the SHA-256 of their bytes. What `put` answered is on disk: temporary name, sync, rename, sync of the folder. */
export interface BlobStore {
  /** A fresh path on the same file system for a tool that writes a file itself. */
  temporary(extension: string): Promise<string>
  /** Takes a finished temporary file in. @returns its hash in hex and its size in bytes */
  adopt(path: string): Promise<{ sha256: string; tamano_bytes: number }>
  put(bytes: Readable): Promise<{ sha256: string; tamano_bytes: number }>
  /** Where the file stands, for delivery by range; undefined where there is none. */
  path(sha256: string): string | undefined
  remove(sha256: string): Promise<void>
}
