import type { Track } from './init.ts'
import type { LiveFragment } from './live-events.ts'
import type { Segment } from './playlist.ts'
import { exceedsPart, PART_TARGET_S, TARGET_DURATION_S } from './segmenter.ts'
import { writeMedia } from './write-playlist.ts'

/** Seconds of a live that its playlist lists. */
const LISTED_S = 24
/** Complete segments that still list their parts. */
const WITH_PARTS = 3
/** What a playlist may last: the window, and the segment that reaches over its beginning. */
const LONGEST_S = LISTED_S + TARGET_DURATION_S
/** 6.2.2: what left the playlist stays available for its own duration and that of the longest playlist that had it. */
const KEPT_S = LONGEST_S + TARGET_DURATION_S + LONGEST_S
/** 6.2.5.2: three seconds of parts; whoever asks for one further ahead is mistaken. */
const ADVANCE_PARTS = Math.ceil(3 / PART_TARGET_S)

/** Bytes that are served as they are: one buffer, or the parts of a segment one after the other. */
export interface Resource {
  chunks: readonly Uint8Array[]
  size: number
}

interface HeldSegment {
  /** Its Media Sequence Number: the first one's is the live's, each of the others follows the one before it. */
  msn: number
  tramo: number
  /** Its Discontinuity Sequence Number. */
  stretch: number
  discontinuity: boolean
  seconds: number
  at: number
  independent: boolean
  complete: boolean
  /** Too long for a part, or of a source that was found too irregular for parts: none of them is listed. */
  plain: boolean
  parts: { name: string; seconds: number; independent: boolean; bytes: Uint8Array }[]
}

/** A rendition of a live as its viewers see it now. */
export interface RenditionWindow {
  init(tramo: number, bytes: Uint8Array, tracks: Track[]): void
  fragment(fragment: LiveFragment): void
  /** No more will come: the playlist ends. */
  end(): void
  /** Its text, all ASCII; empty while there is nothing to list. */
  playlist(): string
  /** Undefined where there is nothing (any more) under that name. */
  resource(name: string): Resource | undefined
  /**
   * Blocking reload (RFC 8216bis 6.2.5.2).
   * @returns `now`: the playlist has it; `later`: `then` is called when it has; `never`: it is too far ahead
   */
  await(msn: number, part: number | undefined, then: () => void): 'now' | 'later' | 'never'
  /** The same for a part that the preload hint named. */
  awaitPart(name: string, then: () => void): boolean
  tracks(): readonly Track[]
  /** The newest segment's number and stretch; undefined while there is none. */
  newest(): { secuencia: number; tramo: number } | undefined
  /** Bits a second: the highest and the mean of the segments listed; of what there is, where none is complete. */
  bandwidth(): { peak: number; average: number }
}

/**
 * @param prefix begins every name, so that the names of two runs of the program never meet and all are immutable
 * @param parts true for low-latency HLS: parts, blocking reload and preload hint
 */
export const createWindow = (prefix: string, parts: boolean): RenditionWindow => {
  const segments: HeldSegment[] = []
  const inits = new Set<number>()
  const resources = new Map<string, Resource>()
  let waiters: { msn: number; part: number | undefined; then: () => void }[] = []
  let hinted: { name: string; then: () => void }[] = []
  let lastTracks: readonly Track[] = []
  let plain = false
  let ended = false
  /** Counted here and not by whoever cuts them: no name is used twice, though that thread begins anew. */
  let nextPart = 0
  let text = ''

  const segmentName = (msn: number) => `${prefix}s${msn}.m4s`
  const partName = (number: number) => `${prefix}p${number}.m4s`
  const initName = (tramo: number) => `${prefix}i${tramo}.mp4`
  const lowLatency = () => parts && !plain

  const complete = (segment: HeldSegment | undefined) => {
    if (!segment || segment.complete) return
    segment.complete = true
    const chunks = segment.parts.map((part) => part.bytes)
    resources.set(segmentName(segment.msn), { chunks, size: chunks.reduce((sum, c) => sum + c.byteLength, 0) })
  }

  const forget = () => {
    let held = segments.reduce((sum, segment) => sum + segment.seconds, 0)
    for (let oldest = segments[0]; oldest && held - oldest.seconds > KEPT_S; oldest = segments[0]) {
      segments.shift()
      held -= oldest.seconds
      resources.delete(segmentName(oldest.msn))
      for (const part of oldest.parts) resources.delete(part.name)
    }
    const [first] = segments
    for (const tramo of inits) {
      if (!first || tramo >= first.tramo) continue
      inits.delete(tramo)
      resources.delete(initName(tramo))
    }
  }

  /** What the playlist lists: the newest segments that make up the window, and never fewer than three targets. */
  const listed = (): HeldSegment[] => {
    let seconds = 0
    let from = segments.length
    while (from > 0 && seconds < LISTED_S) {
      from--
      seconds += (segments[from] as HeldSegment).seconds
    }
    return segments.slice(from)
  }

  const write = () => {
    const shown = listed()
    const whole = shown.filter((segment) => segment.complete)
    const open = shown.find((segment) => !segment.complete)
    const withParts = lowLatency() ? whole.length - WITH_PARTS : whole.length
    const first = shown[0]
    // 6.2.1: what is said of a segment stays, so each tells its time, whichever of them is the first one listed.
    const describe = (segment: HeldSegment, withParts: boolean): Segment => ({
      uri: segmentName(segment.msn),
      duration: segment.seconds,
      discontinuity: segment.discontinuity,
      map: initName(segment.tramo),
      programDateTime: segment.at,
      parts:
        withParts && !segment.plain
          ? segment.parts.map((p) => ({ uri: p.name, duration: p.seconds, independent: p.independent }))
          : [],
    })
    text = writeMedia({
      version: 6,
      targetDuration: TARGET_DURATION_S,
      ...(lowLatency() && { partTarget: PART_TARGET_S, partHoldBack: PART_TARGET_S * 3, canBlockReload: true }),
      mediaSequence: first?.msn ?? 0,
      // 6.2.2: it counts the tags that are gone, and the first segment may still have its own.
      discontinuitySequence: first ? first.stretch - Number(first.discontinuity) : 0,
      independentSegments: shown.every((segment) => segment.independent),
      endList: ended,
      segments: whole.map((segment, index) => describe(segment, index >= withParts)),
      ...(open && lowLatency() && { open: describe(open, true) }),
      ...(lowLatency() && !ended && { preloadHint: partName(nextPart) }),
    })
  }

  const has = (msn: number, part: number | undefined): boolean => {
    const last = segments.at(-1)
    if (!last || ended) return ended
    // 6.2.5.2: past the last part of a segment means the first of the next one, which is there by then.
    if (last.msn !== msn) return last.msn > msn
    return part === undefined ? last.complete : part < last.parts.length
  }

  const release = () => {
    const ready = waiters.filter(({ msn, part }) => has(msn, part))
    if (ready.length > 0) waiters = waiters.filter((waiter) => !ready.includes(waiter))
    const known = hinted.filter(({ name }) => resources.has(name) || ended)
    if (known.length > 0) hinted = hinted.filter((waiter) => !known.includes(waiter))
    for (const { then } of ready) then()
    for (const { then } of known) then()
  }

  return {
    init(tramo, bytes, tracks) {
      complete(segments.at(-1))
      inits.add(tramo)
      resources.set(initName(tramo), { chunks: [bytes], size: bytes.byteLength })
      lastTracks = tracks
      plain = false
    },

    fragment(fragment) {
      const { bytes, seconds, independent } = fragment
      if (fragment.opens) {
        const before = segments.at(-1)
        complete(before)
        const discontinuity = before !== undefined && before.tramo !== fragment.tramo
        segments.push({
          msn: before ? before.msn + 1 : fragment.secuencia,
          tramo: fragment.tramo,
          // The number of a stretch says how many there were before it, so that the count goes on across restarts.
          stretch: before ? before.stretch + Number(discontinuity) : fragment.tramo,
          discontinuity,
          seconds: 0,
          at: fragment.at,
          independent,
          complete: false,
          plain: false,
          parts: [],
        })
      }
      const segment = segments.at(-1)
      if (!segment) return
      const name = partName(nextPart++)
      segment.parts.push({ name, seconds, independent, bytes })
      segment.seconds += seconds
      segment.plain ||= exceedsPart(seconds)
      if (parts) resources.set(name, { chunks: [bytes], size: bytes.byteLength })
      if (parts && fragment.irregular) {
        plain = true
        for (const held of segments) held.plain = true
      }
      if (fragment.closes) complete(segment)
      if (!parts && !segment.complete && segments.length > 1 && !fragment.opens) return
      forget()
      write()
      release()
    },

    end() {
      complete(segments.at(-1))
      ended = true
      write()
      release()
    },

    playlist: () => text,
    resource: (name) => resources.get(name),

    await(msn, part, then) {
      if (has(msn, part)) return 'now'
      const last = segments.at(-1)
      // 6.2.5.2: more than two segments ahead, or more parts than come in three seconds.
      if (!last || msn > last.msn + 2) return 'never'
      const there = msn === last.msn ? last.parts.length : 0
      if (part !== undefined && part >= there + ADVANCE_PARTS) return 'never'
      waiters.push({ msn, part, then })
      return 'later'
    },

    awaitPart(name, then) {
      if (!lowLatency() || ended || name !== partName(nextPart)) return false
      hinted.push({ name, then })
      return true
    },

    tracks: () => lastTracks,

    newest() {
      const last = segments.at(-1)
      return last && { secuencia: last.msn, tramo: last.tramo }
    },

    bandwidth() {
      const of = (list: readonly HeldSegment[]) =>
        list.map((s) => ({ bits: s.parts.reduce((sum, p) => sum + p.bytes.byteLength, 0) * 8, seconds: s.seconds }))
      const whole = of(segments.filter((segment) => segment.complete))
      const rows = whole.length > 0 ? whole : of(segments)
      const bits = rows.reduce((sum, row) => sum + row.bits, 0)
      const seconds = rows.reduce((sum, row) => sum + row.seconds, 0)
      return {
        peak: Math.ceil(Math.max(0, ...rows.map((row) => row.bits / row.seconds))),
        average: seconds > 0 ? Math.ceil(bits / seconds) : 0,
      }
    },
  }
}
