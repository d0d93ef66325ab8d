import { open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo } from '../model/transmision.ts'
import { wholeFragments } from './fragment-reader.ts'
import type { Track } from './init.ts'
import type { Rendition, TrackSet } from './live-command.ts'
import { createMeasure } from './measure.ts'
import { readTracks } from './recording-files.ts'

const NAME = /^(?:init-(\d+)\.mp4|(\d+)-(\d+)\.(m4s|open))$/

/** What a live's folder holds that its journal does not know. */
export interface Recovered {
  rows: SegmentoVivo[]
  /** The track set of the live, by its newest init; undefined where nothing was recorded. */
  tracks: TrackSet | undefined
  lastTramo: number
}

/**
 * Puts a live's folder in order after the program was killed or lost power: the segment that was being written is cut
 * to its whole fragments, synced and named as closed; segments past the journal are found again. Closed and journalled
 * segments are not touched, nor is what has lost its init: nothing can play it, and the rest of the live goes on.
 * @param journalled the last sequence of each rendition that the journal has, -1 (or a smaller one) for none
 */
export const recoverRecording = async (
  folder: string,
  live: Id,
  journalled: Record<Rendition, number>,
): Promise<Recovered> => {
  const rows: SegmentoVivo[] = []
  let tracks: TrackSet | undefined
  let lastTramo = -1
  for (const rendition of ['main', 'aac', 'opus'] as const) {
    const path = join(folder, rendition)
    const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    const inits: number[] = []
    const segments: FileOfSegment[] = []
    for (const name of names) {
      const match = NAME.exec(name)
      if (match?.[1] !== undefined) inits.push(Number(match[1]))
      else if (match)
        segments.push({ name, secuencia: Number(match[2]), tramo: Number(match[3]), open: match[4] === 'open' })
      else await unlink(join(path, name))
    }
    const newest = Math.max(-1, ...inits)
    lastTramo = Math.max(lastTramo, newest)
    if (newest >= 0 && rendition === 'main') {
      const found = await tracksOf(path, newest)
      if (found) tracks = { video: found.some((t) => t.kind === 'video'), audio: found.some((t) => t.kind === 'audio') }
    }
    segments.sort((a, b) => a.secuencia - b.secuencia)
    for (const segment of segments) {
      if (!segment.open && segment.secuencia <= journalled[rendition]) continue
      const segmentTracks = await tracksOf(path, segment.tramo)
      const closed = segmentTracks && (await closeSegment(path, segment, segmentTracks))
      if (!closed) continue
      rows.push({
        transmision_id: live,
        rendicion: rendition,
        tramo: segment.tramo,
        secuencia: segment.secuencia,
        discontinuidad: segments.some((s) => s.secuencia === segment.secuencia - 1 && s.tramo !== segment.tramo),
        relleno: false,
        archivo: `${rendition}/${segment.secuencia}-${segment.tramo}.m4s`,
        ...closed,
      })
    }
  }
  return { rows, tracks, lastTramo }
}

interface FileOfSegment {
  name: string
  secuencia: number
  tramo: number
  open: boolean
}

const tracksOf = (path: string, tramo: number): Promise<Track[] | undefined> =>
  readTracks(join(path, `init-${tramo}.mp4`))

const closeSegment = async (path: string, segment: FileOfSegment, tracks: readonly Track[]) => {
  const name = join(path, segment.name)
  const { end, fragments } = wholeFragments(await readFile(name))
  if (end === 0) {
    await unlink(name)
    return undefined
  }
  if (segment.open) {
    const file = await open(name, 'r+')
    await file.truncate(end)
    await file.sync().finally(() => file.close())
    await rename(name, name.replace(/open$/, 'm4s'))
    const folder = await open(path, 'r')
    await folder.sync().finally(() => folder.close())
  }
  const { take } = createMeasure(tracks)
  const seconds = fragments.reduce(
    (sum, { tracks }) => sum + (take({ kind: 'fragment', bytes: new Uint8Array(), tracks })?.seconds ?? 0),
    0,
  )
  return { duracion_ms: Math.round(seconds * 1000), tamano_bytes: end }
}
