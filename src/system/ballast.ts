import { randomBytes } from 'node:crypto'
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Given up for the database when nothing else is left. */
const BALLAST_BYTES = 64 * 1024 * 1024
const BLOCK_BYTES = 1024 * 1024
/** A slow card takes seconds for all of it; a stop waits for no more than this. */
const SYNC_EVERY_BYTES = 8 * BLOCK_BYTES

export interface Ballast {
  /** Bytes of the disk that are free and not the ballast's, whether or not that is laid: neither laying nor freeing it changes them. */
  spare(disk: { free: number; total: number }): Promise<number>
  /** Lays it where the disk is large enough for one and it is not whole. @throws the signal's reason; nothing is left then */
  lay(total: number, signal: AbortSignal): Promise<void>
  free(): Promise<void>
}

/** A file that only takes room, so that the database can still write on a disk that is otherwise full (design.md, *Space*). */
export const createBallast = (dataDir: string): Ballast => {
  const path = join(dataDir, 'lastre')
  /** On a small disk it would take what the recordings need. */
  const wanted = (total: number) => (total >= 10 * BALLAST_BYTES ? BALLAST_BYTES : 0)

  const laid = async (): Promise<number> => {
    try {
      return (await stat(path)).size
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
      throw error
    }
  }

  return {
    async spare({ free, total }) {
      return free - Math.max(0, wanted(total) - (await laid()))
    },
    async lay(total, signal) {
      if ((await laid()) >= wanted(total)) return
      const file = await open(path, 'w', 0o600)
      try {
        // Zeros would take no room where the file system compresses.
        const block = randomBytes(BLOCK_BYTES)
        for (let written = 0; written < BALLAST_BYTES; written += BLOCK_BYTES) {
          signal.throwIfAborted()
          await file.writeFile(block)
          if ((written + BLOCK_BYTES) % SYNC_EVERY_BYTES === 0) await file.sync()
        }
      } catch (error) {
        await rm(path, { force: true })
        throw error
      } finally {
        await file.close()
      }
    },
    free: () => rm(path, { force: true }),
  }
}
