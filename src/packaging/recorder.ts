import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
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

/** What is on disk of a segment: its whole fragments up to its end, or up to where the disk failed. */
export interface KeptSegment {
  archivo: string
  tamano_bytes: number
  seconds: number
  /** The segment before it was cut short or lost: media is missing between the two. */
  gapBefore: boolean
}

export interface Recorder {
  /** Keeps the init of a stretch. */
  init(rendition: string, tramo: number, bytes: Uint8Array): void
  /** Appends a whole fragment to the segment that is being written; `bytes` must not change afterwards. */
  append(rendition: string, segment: SegmentName, bytes: Uint8Array, seconds: number): void
  /** Closes the segment: on disk, under its final name, the folder synced. @returns undefined where nothing of it was written */
  close(rendition: string, segment: SegmentName): Promise<KeptSegment | undefined>
  /** Resolves when all that was asked is on disk. */
  drained(): Promise<void>
}

interface OpenSegment {
  handle: FileHandle | undefined
  bytes: number
  seconds: number
  synced: number
  /** No more is written to it. */
  cut: boolean
}

const syncFolder = async (path: string) => {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

/**
 * Writes one live's fragments as they come into `<folder>/<rendition>/<secuencia>-<tramo>.open`, synced every 2 s, and renames
 * a segment that is whole to `.m4s`. Works in the order asked, one thing of a rendition at a time, never on the caller's time.
 * A disk that fails, is full or falls too far behind cuts the segment short at its last whole fragment; the next
 * segment tries again.
 * @param told `failed` at the first failure, `resumed` when a segment is whole on disk again after it
 */
export const createRecorder = (folder: string, told: { failed(cause: unknown): void; resumed(): void }): Recorder => {
  const segments = new Map<string, OpenSegment>()
  /** Inits that are not on disk yet: nothing plays without them, so no segment is written before its own. */
  const inits = new Map<string, Map<number, Uint8Array>>()
  const gaps = new Set<string>()
  /** One for each rendition: a sync of the sound must not keep a picture in memory, where a kill would lose it. */
  const queues = new Map<string, Promise<unknown>>()
  let waiting = 0
  let failing = false

  const fail = (cause: unknown) => {
    if (failing) return
    failing = true
    told.failed(cause)
  }
  const run = <T>(rendition: string, bytes: number, work: () => Promise<T>): Promise<T | undefined> => {
    waiting += bytes
    const result = (queues.get(rendition) ?? Promise.resolve()).then(async () => {
      try {
        return await work()
      } catch (error) {
        fail(error)
        return undefined
      } finally {
        waiting -= bytes
      }
    })
    queues.set(rendition, result)
    return result
  }

  const writeInit = async (rendition: string, tramo: number) => {
    const bytes = inits.get(rendition)?.get(tramo)
    if (!bytes) return
    const path = join(folder, rendition)
    const temporary = join(path, `init-${tramo}.tmp`)
    await mkdir(path, { recursive: true, mode: 0o700 })
    try {
      const handle = await open(temporary, 'w', 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.datasync()
      } finally {
        await handle.close()
      }
      await rename(temporary, join(path, `init-${tramo}.mp4`))
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncFolder(path)
    await syncFolder(folder)
    inits.get(rendition)?.delete(tramo)
  }

  const write = async (rendition: string, segment: SegmentName, file: OpenSegment, bytes: Uint8Array) => {
    await writeInit(rendition, segment.tramo)
    file.handle ??= await open(join(folder, rendition, `${nameOf(segment)}.open`), 'a', 0o600)
    // Unlike `write`, which stops where a disk is just full, it writes all or throws.
    await file.handle.writeFile(bytes)
    if (performance.now() - file.synced < SYNC_EVERY_MS) return
    await file.handle.datasync()
    file.synced = performance.now()
  }

  const finish = async (rendition: string, segment: SegmentName, file: OpenSegment) => {
    const archivo = `${rendition}/${nameOf(segment)}.m4s`
    const unfinished = join(folder, rendition, `${nameOf(segment)}.open`)
    if (!file.handle) return undefined
    try {
      try {
        if (file.cut) await file.handle.truncate(file.bytes)
        await file.handle.datasync()
      } finally {
        await file.handle.close()
      }
      if (file.bytes === 0) {
        await rm(unfinished)
        return undefined
      }
      await rename(unfinished, join(folder, archivo))
      await syncFolder(join(folder, rendition))
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
    return { archivo, tamano_bytes: file.bytes, seconds: file.seconds }
  }

  return {
    init(rendition, tramo, bytes) {
      const unwritten = inits.get(rendition) ?? new Map<number, Uint8Array>()
      inits.set(rendition, unwritten.set(tramo, bytes))
      run(rendition, bytes.byteLength, async () => {
        // What came before this stretch is written by now, or never will be.
        for (const earlier of unwritten.keys()) if (earlier < tramo) unwritten.delete(earlier)
        await writeInit(rendition, tramo)
      })
    },

    append(rendition, segment, bytes, seconds) {
      const file = segments.get(rendition) ?? {
        handle: undefined,
        bytes: 0,
        seconds: 0,
        synced: performance.now(),
        cut: false,
      }
      segments.set(rendition, file)
      if (file.cut) return
      if (waiting + bytes.byteLength > MOST_WAITING_BYTES) {
        file.cut = true
        fail(new Error(`the disk is ${waiting} bytes behind`))
        return
      }
      run(rendition, bytes.byteLength, async () => {
        if (file.cut) return
        try {
          await write(rendition, segment, file, bytes)
          file.bytes += bytes.byteLength
          file.seconds += seconds
        } catch (error) {
          file.cut = true
          throw error
        }
      })
    },

    async close(rendition, segment) {
      const file = segments.get(rendition)
      segments.delete(rendition)
      if (!file) return undefined
      return run(rendition, 0, async () => {
        const gapBefore = gaps.has(rendition)
        gaps.add(rendition)
        const kept = await finish(rendition, segment, file)
        if (!kept) return undefined
        if (!file.cut) {
          gaps.delete(rendition)
          if (failing) told.resumed()
          failing = false
        }
        return { ...kept, gapBefore }
      })
    },

    drained: () => Promise.all(queues.values()).then(() => undefined),
  }
}
