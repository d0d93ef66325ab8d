import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** What a power cut may cost of a recording. */
const SYNC_EVERY_MS = 2000
/** A disk that is this far behind gets no more: the live is worth more than the memory it would take. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024

/** A segment's file says its stretch too, so that one the journal does not know yet finds its init. */
export interface SegmentName {
  secuencia: number
  tramo: number
}
const nameOf = ({ secuencia, tramo }: SegmentName) => `${secuencia}-${tramo}`

export interface Recorder {
  /** Keeps the init of a stretch. */
  init(rendition: string, tramo: number, bytes: Uint8Array): void
  /** Appends a whole fragment to the segment that is being written; `bytes` must not change afterwards. */
  append(rendition: string, segment: SegmentName, bytes: Uint8Array): void
  /** Closes the segment: on disk, under its final name, the folder synced. @returns its file name and size, undefined where nothing of it was written */
  close(rendition: string, segment: SegmentName): Promise<{ archivo: string; tamano_bytes: number } | undefined>
  /** Resolves when all that was asked is on disk. */
  drained(): Promise<void>
}

/**
 * Writes one live's fragments as they come into `<folder>/<rendition>/<secuencia>-<tramo>.open`, synced every 2 s, and renames
 * a segment that is whole to `.m4s`. Works in the order asked, one thing at a time, never on the caller's time.
 * @param failed told once, when the disk fails or falls too far behind; nothing is written after that
 */
export const createRecorder = (folder: string, failed: (cause: unknown) => void): Recorder => {
  const files = new Map<string, { handle: FileHandle; bytes: number; synced: number }>()
  let queue: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let broken = false

  const run = <T>(bytes: number, work: () => Promise<T>): Promise<T | undefined> => {
    waiting += bytes
    const result = queue.then(async () => {
      try {
        return broken ? undefined : await work()
      } catch (error) {
        fail(error)
        return undefined
      } finally {
        waiting -= bytes
      }
    })
    queue = result
    if (waiting > MOST_WAITING_BYTES) fail(new Error(`the disk is ${waiting} bytes behind`))
    return result
  }
  const fail = (cause: unknown) => {
    if (broken) return
    broken = true
    failed(cause)
  }
  const syncFolder = async (path: string) => {
    const handle = await open(path, 'r')
    await handle.sync().finally(() => handle.close())
  }

  return {
    init(rendition, tramo, bytes) {
      run(bytes.byteLength, async () => {
        const path = join(folder, rendition)
        await mkdir(path, { recursive: true, mode: 0o700 })
        const temporary = join(path, `init-${tramo}.tmp`)
        const handle = await open(temporary, 'w', 0o600)
        await handle.writeFile(bytes)
        await handle.datasync().finally(() => handle.close())
        await rename(temporary, join(path, `init-${tramo}.mp4`))
        await syncFolder(path)
        await syncFolder(folder)
      })
    },

    append(rendition, segment, bytes) {
      run(bytes.byteLength, async () => {
        let file = files.get(rendition)
        if (!file) {
          const handle = await open(join(folder, rendition, `${nameOf(segment)}.open`), 'a', 0o600)
          file = { handle, bytes: 0, synced: performance.now() }
          files.set(rendition, file)
        }
        await file.handle.write(bytes)
        file.bytes += bytes.byteLength
        if (performance.now() - file.synced >= SYNC_EVERY_MS) {
          await file.handle.datasync()
          file.synced = performance.now()
        }
      })
    },

    async close(rendition, segment) {
      return run(0, async () => {
        const file = files.get(rendition)
        if (!file) return undefined
        files.delete(rendition)
        await file.handle.datasync().finally(() => file.handle.close())
        const path = join(folder, rendition)
        await rename(join(path, `${nameOf(segment)}.open`), join(path, `${nameOf(segment)}.m4s`))
        await syncFolder(path)
        return { archivo: `${rendition}/${nameOf(segment)}.m4s`, tamano_bytes: file.bytes }
      })
    },

    drained: () => queue.then(() => undefined),
  }
}
