import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import type { Part } from '../../src/packaging/playlist.ts'

/** A part, or a segment whose parts are listed no more, on the rendition's timeline; s. */
export interface Unit {
  msn: number
  part: number
  start: number
  end: number
  uri: string
  independent: boolean
  whole: boolean
}

export interface Listing {
  units: Unit[]
  init: string
  partHoldBack: number
  /** What a blocking reload asks for next. */
  next: { msn: number; part: number }
}

/**
 * Reads media playlists of one live for many viewers: those of the same moment get the same text, which is read once.
 * @returns undefined where there is nothing to play by parts
 */
export const createTimeline = () => {
  const starts = new Map<number, number>()
  let text = ''
  let listing: Listing | undefined

  const read = (fresh: string): Listing | undefined => {
    const { segments, open, mediaSequence, partHoldBack } = parseMedia(fresh)
    const units: Unit[] = []
    let at = starts.get(mediaSequence) ?? 0
    const addParts = (msn: number, parts: readonly Part[]) => {
      for (const [part, { uri, duration, independent }] of parts.entries()) {
        const end = at + duration
        units.push({ msn, part, start: at, end, uri, independent: independent || part === 0, whole: false })
        at = end
      }
    }
    for (const [index, segment] of segments.entries()) {
      const msn = mediaSequence + index
      starts.set(msn, at)
      const start = at
      if (segment.parts.length > 0) addParts(msn, segment.parts)
      else
        units.push({
          msn,
          part: 0,
          start,
          end: start + segment.duration,
          uri: segment.uri,
          independent: true,
          whole: true,
        })
      at = start + segment.duration
    }
    const msn = mediaSequence + segments.length
    starts.set(msn, at)
    addParts(msn, open?.parts ?? [])
    const init = open?.map ?? segments.at(-1)?.map
    if (partHoldBack === undefined || init === undefined || units.length === 0) return undefined
    return { units, init, partHoldBack, next: { msn, part: open?.parts.length ?? 0 } }
  }

  return (fresh: string): Listing | undefined => {
    if (fresh !== text) {
      listing = read(fresh)
      text = fresh
    }
    return listing
  }
}
