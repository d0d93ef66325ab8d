import { rm, stat } from 'node:fs/promises'
import { NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import { MediaError } from './media-tools.ts'

/** How a job tells where it is, and hears that it must end. */
export interface JobRun {
  /** How far it is, 0 to 1. */
  progress(done: number): void
  signal: AbortSignal
}

/** Room on the disk for what a job makes. */
export interface JobSpace {
  /** Makes sure of room for what is made of a content. @throws NodoError that says when to try again */
  makeRoom(bytes: number, content: { orden_nodo_ms: number; contenido_id: Id }): Promise<void>
  /** Aborted, with such an error, when room runs out. */
  shortage(): AbortSignal
}

/** Whether a tool wrote something under this path. @throws an error of the disk other than a missing file */
export const hasBytes = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return found !== undefined && found.size > 0
}

/** The disk filled up in spite of the room that there was. */
export const isFull = (error: unknown): boolean =>
  (error instanceof MediaError && error.stderr.includes('No space left on device')) ||
  (error instanceof NodoError && error.code === 'sin_espacio') ||
  (error instanceof Error && 'code' in error && error.code === 'ENOSPC')

/** Fresh paths for the tools of one job, and their removal when it is over. */
export const createTemporaries = (blobs: Pick<KeptBlobs, 'temporary'>) => {
  const paths: string[] = []
  return {
    async temporary(extension: string): Promise<string> {
      const path = await blobs.temporary(extension)
      paths.push(path)
      return path
    },
    async remove(): Promise<void> {
      for (const path of paths) await rm(path, { force: true })
    },
  }
}
