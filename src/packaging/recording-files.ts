import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo } from '../model/transmision.ts'
import { BoxError } from './boxes.ts'
import { parseInit, type Track } from './init.ts'
import { assembleRecording, type RecordedRendition } from './recording.ts'

/** Where the recorder keeps a rendition of a live. */
export const renditionFolder = (recordingsDir: string, live: Id, rendicion: string): string =>
  join(recordingsDir, live, rendicion)

/** The tracks of an init; undefined where the file is not there or says nothing that can be read. */
export const readTracks = async (path: string): Promise<Track[] | undefined> => {
  try {
    return parseInit(await readFile(path)).tracks
  } catch (error) {
    if (error instanceof BoxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Puts a live's recording together from its journal and the inits on disk.
 * @param recordingsDir the folder of all recordings
 * @throws the error of the disk, where there is one other than a missing file
 */
export const readRecording = async (
  recordingsDir: string,
  live: Id,
  rows: readonly SegmentoVivo[],
): Promise<RecordedRendition[]> => {
  const tracks = new Map<string, Track[] | undefined>()
  for (const { rendicion, tramo, relleno } of rows) {
    const key = `${rendicion}/${tramo}`
    if (relleno || tracks.has(key)) continue
    tracks.set(key, await readTracks(join(renditionFolder(recordingsDir, live, rendicion), `init-${tramo}.mp4`)))
  }
  return assembleRecording(rows, (rendicion, tramo) => tracks.get(`${rendicion}/${tramo}`))
}

/**
 * Whether every segment that was recorded, and every init that they need, is on disk.
 * @throws the error of the disk, where there is one other than a missing folder
 */
export const isWhole = async (recordingsDir: string, live: Id, rows: readonly SegmentoVivo[]): Promise<boolean> => {
  const recorded = Map.groupBy(
    rows.filter((row) => !row.relleno),
    (row) => row.rendicion,
  )
  for (const [rendicion, segments] of recorded) {
    const found = await readdir(renditionFolder(recordingsDir, live, rendicion)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return []
        throw error
      },
    )
    const names = new Set(found.map((name) => `${rendicion}/${name}`))
    const needed = segments.flatMap(({ archivo, tramo }) => [archivo, `${rendicion}/init-${tramo}.mp4`])
    if (!needed.every((name) => names.has(name))) return false
  }
  return recorded.size > 0
}
