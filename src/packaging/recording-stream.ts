import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Id } from '../model/primitives.ts'
import { type FragmentTrack, shiftFragment } from './fragment.ts'
import { createFragmentReader } from './fragment-reader.ts'
import type { Track } from './init.ts'
import type { RecordedStretch } from './recording.ts'
import { renditionFolder } from './recording-files.ts'

/** One part of a recording as fragmented MP4: an init, and fragments whose times count from an origin of their own. */
export interface StreamPart {
  tracks: readonly Track[]
  bytes(): AsyncIterable<Uint8Array>
}

/** In pieces small enough to leave the rest of the program its turn and a small board its memory. */
const read = (path: string) => createReadStream(path, { highWaterMark: 256 * 1024 })

/** A stretch as it lies on disk: its init and its segments, one after the other. */
export const stretchPart = (
  recordingsDir: string,
  live: Id,
  rendicion: string,
  stretch: RecordedStretch,
): StreamPart => ({
  tracks: stretch.tracks,
  async *bytes() {
    yield* read(join(renditionFolder(recordingsDir, live, rendicion), `init-${stretch.tramo}.mp4`))
    for (const segment of stretch.segments) yield* read(join(recordingsDir, live, segment.archivo))
  },
})

/** A file of fragmented MP4. */
export const filePart = (path: string, tracks: readonly Track[]): StreamPart => ({ tracks, bytes: () => read(path) })

/** Times in seconds of one part on the common axis. */
const createPlacement = (tracks: readonly Track[], showFrom: number, decodedUntil: ReadonlyMap<number, number>) => {
  const timescales = new Map(tracks.map((track) => [track.id, track.timescale]))
  let shift: number | undefined
  let shownUntil = showFrom
  const decoded = new Map(decodedUntil)
  return {
    /** Ticks by which each track of a fragment moves. */
    place(fragment: readonly FragmentTrack[]): Map<number, number> {
      const known = fragment.flatMap((track) => {
        const timescale = timescales.get(track.id)
        return timescale === undefined || track.samples === 0 ? [] : [{ track, timescale }]
      })
      if (shift === undefined && known.length > 0) {
        const begins = Math.min(...known.map(({ track, timescale }) => track.presentationStart / timescale))
        // No track may be decoded before what it has already, nor before zero.
        const least = known.map(
          ({ track, timescale }) => (decodedUntil.get(track.id) ?? 0) - track.baseDecodeTime / timescale,
        )
        shift = Math.max(showFrom - begins, ...least)
      }
      const moved = shift ?? 0
      for (const { track, timescale } of known) {
        shownUntil = Math.max(shownUntil, track.presentationEnd / timescale + moved)
        decoded.set(track.id, (track.baseDecodeTime + track.duration) / timescale + moved)
      }
      return new Map(known.map(({ track, timescale }) => [track.id, Math.round(moved * timescale)]))
    },
    end: () => ({ shownUntil, decoded }),
  }
}

/**
 * Joins parts into one stream of fragmented MP4 under one init: each begins where the one before has been shown to its
 * end, all of its tracks moved by the same time, so that sound and picture stay together and gaps between parts are
 * gone. The tracks of all parts must have the ids and timescales of the init's.
 * @throws BoxError where a part is no fragmented MP4
 */
export async function* joinParts(init: Uint8Array, parts: readonly StreamPart[]): AsyncGenerator<Uint8Array> {
  yield init
  let sequence = 1
  let shownUntil = 0
  let decoded: ReadonlyMap<number, number> = new Map()
  for (const part of parts) {
    const placement = createPlacement(part.tracks, shownUntil, decoded)
    const reader = createFragmentReader()
    for await (const chunk of part.bytes())
      for (const piece of reader.push(chunk))
        if (piece.kind === 'fragment') yield shiftFragment(piece.bytes, placement.place(piece.tracks), sequence++)
    const end = placement.end()
    shownUntil = end.shownUntil
    decoded = end.decoded
  }
}
