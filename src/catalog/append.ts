import { open } from 'node:fs/promises'
import { NodoError } from '../errors.ts'

/** A sync begins so often while bytes come: with the time that the sync takes, it is what a cut in power costs of the link. */
const syncEveryMs = 250
/** The disk is asked for its room once in so many bytes. */
const lookEveryBytes = 32 * 1024 * 1024

export interface Appending {
  path: string
  /** `r+`: the file is there. */
  flags: 'w' | 'r+'
  /** Where in the file the first byte goes; what stands behind it is written over. */
  from: number
  /** As many pieces at once as came meanwhile. */
  bytes: AsyncIterable<Buffer[]>
  /** Told what is on the disk for good, up to `to`; one call at a time. Where it throws, nothing more is written. */
  synced?: (to: number) => Promise<void>
  /** Told each piece in order. */
  heard?: (bytes: Buffer) => void
  /** @throws NodoError sin_espacio where the disk has no room for more */
  room: () => Promise<void>
}

/**
 * Writes what arrives behind what there is, and syncs beside the writing, so that a fast link waits for the disk's speed
 * and never for a sync. However it ends, what was written is synced and told.
 * @returns how far the file reaches now
 * @throws NodoError sin_espacio; what `bytes` and `synced` throw
 */
export const append = async ({ path, flags, from, bytes, synced, heard, room }: Appending): Promise<number> => {
  const file = await open(path, flags, 0o600)
  let written = from
  let durable = from
  let begun = performance.now()
  let looked = from
  let syncing: Promise<void> | undefined
  let failure: { error: unknown } | undefined

  const sync = async () => {
    const to = written
    await file.datasync()
    await synced?.(to)
    durable = to
  }
  const syncBeside = () => {
    begun = performance.now()
    syncing = sync()
      .catch((error) => {
        failure = { error }
      })
      .finally(() => {
        syncing = undefined
      })
  }
  const write = async (pieces: Buffer[]) => {
    const whole = pieces.reduce((sum, piece) => sum + piece.length, 0)
    const writing = file.writev(pieces, written)
    // The disk writes meanwhile.
    for (const piece of pieces) heard?.(piece)
    let { bytesWritten } = await writing
    if (bytesWritten < whole) {
      // Rare: the disk took less than it was given, as before it is full.
      const rest = Buffer.concat(pieces)
      while (bytesWritten < whole)
        bytesWritten += (await file.write(rest, bytesWritten, whole - bytesWritten, written + bytesWritten))
          .bytesWritten
    }
    written += whole
  }

  try {
    try {
      for await (const pieces of bytes) {
        if (failure) throw failure.error
        if (written - looked >= lookEveryBytes) {
          await room()
          looked = written
        }
        await write(pieces)
        if (!syncing && performance.now() - begun >= syncEveryMs) syncBeside()
      }
    } finally {
      await syncing
      if (!failure && durable < written) await sync()
    }
    if (failure) throw failure.error
    return written
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
      throw new NodoError('sin_espacio', { cause: error })
    throw error
  } finally {
    await file.close()
  }
}
