import type { Piece } from './fragment-reader.ts'
import type { Track } from './init.ts'
import { LEAST_PART_S, PART_TARGET_S } from './segmenter.ts'

/** Sound and picture that end this far apart in one fragment: one of the two has a hole. */
const APART_S = 0.1
/** Of a fragment that is a little longer than a part may be, the rest is counted with the next one. */
const LONGEST_S = PART_TARGET_S + 0.05
/** A fragment that adds less is no part of its own. */
const NOTHING_S = 0.001

export type FragmentPiece = Extract<Piece, { kind: 'fragment' }>

/** A fragment, or several of which only the last one adds time, and its place in seconds since the stretch's origin. */
export interface Measured {
  from: number
  seconds: number
  /** A player can begin at it. */
  independent: boolean
  bytes: Uint8Array<ArrayBuffer>
}

/**
 * Lays the fragments of one stretch on one line: each begins where the one before it ended, so that their lengths add
 * up to media time (tfdt), give or take 50 ms, whatever holes and overlaps the source has. A fragment ends with its
 * picture; where that stands over a hole, or is missing, with its sound, which goes on meanwhile and comes in fragments
 * of its own.
 */
export const createMeasure = (tracks: readonly Track[]) => {
  const video = tracks.find(({ kind }) => kind === 'video')
  const audio = tracks.find(({ kind }) => kind === 'audio')
  let end: number | undefined
  let held: Uint8Array<ArrayBuffer>[] = []
  let heldPicture = false

  const spanOf = (piece: FragmentPiece, track: Track | undefined) => {
    const part = track && piece.tracks.find(({ id, samples }) => id === track.id && samples > 0)
    if (!track || !part) return undefined
    const from = part.baseDecodeTime / track.timescale
    return { from, to: from + part.duration / track.timescale, sync: part.startsWithSync }
  }

  const release = (from: number, seconds: number, independent: boolean): Measured => {
    const measured = { from, seconds, independent: independent && !heldPicture, bytes: joined(held) }
    end = from + seconds
    held = []
    heldPicture = false
    return measured
  }

  return {
    /** @returns undefined for what adds no time: it goes out with the next */
    take(piece: FragmentPiece): Measured | undefined {
      const picture = spanOf(piece, video)
      const sound = spanOf(piece, audio)
      const from = end ?? begins(picture?.from, sound?.from)
      const seconds = lengthOf((picture?.to ?? from) - from, (sound?.to ?? from) - from)
      held.push(piece.bytes)
      if (seconds > 0) return release(from, seconds, video ? picture?.sync === true : true)
      heldPicture ||= picture !== undefined
      return undefined
    },
    /** What is still held when no more will come. */
    rest(): Measured | undefined {
      return held.length > 0 ? release(end ?? 0, NOTHING_S, false) : undefined
    },
  }
}

/** With the picture, or with a sound that was there while it had not begun. */
const begins = (picture: number | undefined, sound = picture): number =>
  picture !== undefined && sound !== undefined && picture - sound <= APART_S ? picture : (sound ?? 0)

const lengthOf = (picture: number, sound: number): number => {
  const lengths = [picture, sound].filter((seconds) => seconds > NOTHING_S)
  const apart = lengths.length > 1 && Math.abs(picture - sound) > APART_S
  const fitting = apart ? lengths.find((s) => s >= LEAST_PART_S && s <= LONGEST_S) : undefined
  const seconds = fitting ?? lengths[0] ?? 0
  return seconds > LONGEST_S ? seconds : Math.min(seconds, PART_TARGET_S)
}

/** One alone stays the buffer that it is. */
const joined = (pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> => {
  const [first] = pieces
  if (first && pieces.length === 1) return first
  const all = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.byteLength
  }
  return all
}
