import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { NodoError } from '../../errors.ts'
import type { Service } from '../../service.ts'
import type { BlobFile, BlobStore } from './blobs.ts'

const sha256Hex = /^[0-9a-f]{64}$/

const withHandle = async <T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> => {
  const handle = await open(path, 'r')
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}
const sync = (path: string) => withHandle(path, (handle) => handle.sync())

/** Passes bytes on, counting and hashing them. */
const measure = () => {
  const hash = createHash('sha256')
  let bytes = 0
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  return { through, result: () => ({ sha256: hash.digest('hex'), tamano_bytes: bytes }) }
}

const measureFile = async (path: string): Promise<BlobFile> => {
  const { through, result } = measure()
  await pipeline(createReadStream(path), through.resume())
  return result()
}

/**
 * Blobs in a folder: `ab/abcd…` by hash, unfinished ones in `tmp`. `start` removes what an earlier run left unfinished.
 * @param removing hears of each file that is about to go
 * @throws NodoError sin_espacio from put and adopt where the disk is full; nothing is left of the attempt
 */
export const createDiskBlobs = ({ dir, removing }: { dir: string; removing?(): void }): BlobStore & Service => {
  const unfinished = join(dir, 'tmp')
  const folderOf = (sha256: string) => join(dir, sha256.slice(0, 2))
  const fileOf = (sha256: string) => join(folderOf(sha256), sha256)

  /** A synced file takes its name; a blob that is there already is the same bytes. */
  const keep = async (path: string, sha256: string): Promise<'new' | 'known'> => {
    if (existsSync(fileOf(sha256))) {
      await rm(path)
      return 'known'
    }
    const folder = folderOf(sha256)
    if (await mkdir(folder, { recursive: true, mode: 0o700 })) await sync(dir)
    await rename(path, fileOf(sha256))
    await sync(folder)
    return 'new'
  }

  let turn: Promise<unknown> = Promise.resolve()
  /** One at a time, so that nobody takes away what another just found to be there. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  const orNothing = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      await rm(path, { force: true })
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
        throw new NodoError('sin_espacio', { cause: error })
      throw error
    }
  }

  const temporary = async (extension: string) => join(unfinished, `${randomUUID()}.${extension.replace(/^\./, '')}`)

  return {
    name: 'blobs',
    temporary,
    adopt: (path, told, known) =>
      orNothing(path, async () => {
        const measured = known ?? (await measureFile(path))
        await sync(path)
        await inTurn(async () => {
          const found = await keep(path, measured.sha256)
          try {
            await told?.(measured)
          } catch (error) {
            if (found === 'new') await rm(fileOf(measured.sha256))
            throw error
          }
        })
        return measured
      }),
    put: async (bytes) => {
      const path = await temporary('part')
      return orNothing(path, async () => {
        const { through, result } = measure()
        // `flush`: synced before it is closed.
        await pipeline(bytes, through, createWriteStream(path, { mode: 0o600, flush: true }))
        const measured = result()
        await inTurn(() => keep(path, measured.sha256))
        return measured
      })
    },
    path: (sha256) => (sha256Hex.test(sha256) && existsSync(fileOf(sha256)) ? fileOf(sha256) : undefined),
    remove: async (sha256, mayGo = async () => true) => {
      if (!sha256Hex.test(sha256)) return
      await inTurn(async () => {
        if (!(await mayGo())) return
        removing?.()
        await rm(fileOf(sha256), { force: true })
      })
    },
    start: async () => {
      await rm(unfinished, { recursive: true, force: true })
      await mkdir(unfinished, { recursive: true, mode: 0o700 })
    },
    stop: async () => undefined,
  }
}
