import type { Readable } from 'node:stream'

export interface BlobFile {
  sha256: string
  tamano_bytes: number
}

/** Files named by the SHA-256 of their bytes. What `put` answered is on disk: temporary name, sync, rename, sync of the folder. */
export interface BlobStore {
  /** A fresh path on the same file system for a tool that writes a file itself. */
  temporary(extension: string): Promise<string>
  /**
   * Takes a finished temporary file in. @returns its hash in hex and its size in bytes
   * @param told runs once the file has its name, and before anybody may remove it; where it throws, the file is not kept
   * @param known hash and size, where whoever wrote the file counted them: it is not read again
   */
  adopt(path: string, told?: (file: BlobFile) => Promise<void>, known?: BlobFile): Promise<BlobFile>
  put(bytes: Readable): Promise<BlobFile>
  /** Where the file stands, for delivery by range; undefined where there is none. */
  path(sha256: string): string | undefined
  /** @param mayGo asked at the last moment, when nobody takes the same bytes in */
  remove(sha256: string, mayGo?: () => Promise<boolean>): Promise<void>
}

/** Blobs of this disk together with what is written down of them: a file goes when nothing refers to it. */
export interface KeptBlobs extends Pick<BlobStore, 'temporary' | 'path'> {
  /**
   * Takes a finished temporary file in for a content that is about to refer to it.
   * @param known hash and size, where whoever wrote the file counted them
   */
  keep(path: string, contenidoId: string, known?: BlobFile): Promise<BlobFile>
  /**
   * Removes those of the files that no content refers to, nor is about to.
   * @param contenidoId a content that is not about to any more
   */
  discard(sha256s: readonly string[], contenidoId?: string): Promise<void>
}
