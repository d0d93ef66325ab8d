import type { Track } from './init.ts'
import type { LiveFragment } from './live-events.ts'
import type { Segment } from './playlist.ts'
import { PART_TARGET_S, TARGET_DURATION_S } from './segmenter.ts'
import { writeMedia } from './write-playlist.ts'

/** Seconds of a live that its playlist lists. */
const LISTED_S = 24
/** Complete segments that still list their parts. */
const WITH_PARTS = 3
/** RFC 8216bis 6.2.2: what left the playlist stays available for as long as the playlist was. */
const KEPT_S = LISTED_S * 2

/** Bytes that are served as they are: one buffer, or the parts of a segment one after the other. */
export interface Resource {
  chunks: readonly Uint8Array[]
  size: number
}

interface HeldSegment {
  secuencia: number
  tramo: number
  seconds: number
  at: number
  independent: boolean
  complete: boolean
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
  /** Bits a second: the highest and the mean of the segments listed; of what there is, where none is complete. */
  bandwidth(): { peak: number; average: number }
}

/**
 * @param prefix begins every name, so that the names of two runs of the program never meet and all are immutable
 * @param parts true for low-latency HLS: parts, blocking reload and preload hint
 */
export const createWindow = (prefix: string, parts: boolean): RenditionWindow => {
  const segments: HeldSegment[] = []
  const inits = new Map<number, Uint8Array>()
  const resources = new Map<string, Resource>()
  let waiters: { msn: number; part: number | undefined; then: () => void }[] = []
  let hinted: { name: string; then: () => void }[] = []
  let lastTracks: readonly Track[] = []
  let plain = false
  let ended = false
  let next = 0
  let text = ''

  const segmentName = (secuencia: number) => `${prefix}s${secuencia}.m4s`
  const partName = (number: number) => `${prefix}p${number}.m4s`
  const initName = (tramo: number) => `${prefix}i${tramo}.mp4`
  const lowLatency = () => parts && !plain && !ended

  const complete = (segment: HeldSegment | undefined) => {
    if (!segment || segment.complete) return
    segment.complete = true
    const chunks = segment.parts.map((part) => part.bytes)
    resources.set(segmentName(segment.secuencia), { chunks, size: chunks.reduce((sum, c) => sum + c.byteLength, 0) })
  }

  const forget = () => {
    let held = segments.reduce((sum, segment) => sum + segment.seconds, 0)
    for (let oldest = segments[0]; oldest && held - oldest.seconds > KEPT_S; oldest = segments[0]) {
      segments.shift()
      held -= oldest.seconds
      resources.delete(segmentName(oldest.secuencia))
      for (const part of oldest.parts) resources.delete(part.name)
      if (segments[0]?.tramo !== oldest.tramo) {
        inits.delete(oldest.tramo)
        resources.delete(initName(oldest.tramo))
      }
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
    const describe = (segment: HeldSegment, index: number, list: boolean): Segment => {
      const before = index > 0 ? shown[index - 1] : undefined
      return {
        uri: segmentName(segment.secuencia),
        duration: segment.seconds,
        discontinuity: before !== undefined && before.tramo !== segment.tramo,
        map: initName(segment.tramo),
        programDateTime: before?.tramo === segment.tramo ? undefined : segment.at,
        parts: list ? segment.parts.map((p) => ({ uri: p.name, duration: p.seconds, independent: p.independent })) : [],
      }
    }
    text = writeMedia({
      version: 6,
      targetDuration: TARGET_DURATION_S,
      ...(lowLatency() && { partTarget: PART_TARGET_S, partHoldBack: PART_TARGET_S * 3, canBlockReload: true }),
      mediaSequence: first?.secuencia ?? 0,
      // A stretch is a discontinuity, and its number says how many there were: no counting to keep across restarts.
      discontinuitySequence: first?.tramo ?? 0,
      independentSegments: shown.every((segment) => segment.independent),
      endList: ended,
      segments: whole.map((segment, index) => describe(segment, index, index >= withParts)),
      ...(open && lowLatency() && { open: describe(open, whole.length, true) }),
      ...(lowLatency() && { preloadHint: partName(next) }),
    })
  }

  const has = (msn: number, part: number | undefined): boolean => {
    const last = segments.at(-1)
    if (!last || ended) return ended
    if (last.secuencia > msn) {
      const asked = segments.find((segment) => segment.secuencia === msn)
      // Past the last part of a segment means the first of the next one (6.2.5.2).
      return (
        part === undefined || !asked || part < asked.parts.length || last.secuencia > msn + 1 || last.parts.length > 0
      )
    }
    if (last.secuencia < msn) return false
    return last.complete
      ? part === undefined || part < last.parts.length
      : part !== undefined && part < last.parts.length
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
      inits.set(tramo, bytes)
      resources.set(initName(tramo), { chunks: [bytes], size: bytes.byteLength })
      lastTracks = tracks
      plain = false
    },

    fragment(fragment) {
      const { bytes, seconds, independent } = fragment
      if (fragment.opens) {
        complete(segments.at(-1))
        segments.push({
          secuencia: fragment.secuencia,
          tramo: fragment.tramo,
          seconds: 0,
          at: fragment.at,
          independent,
          complete: false,
          parts: [],
        })
      }
      const segment = segments.at(-1)
      if (!segment) return
      const name = partName(fragment.number)
      segment.parts.push({ name, seconds, independent, bytes })
      segment.seconds += seconds
      next = fragment.number + 1
      if (parts) {
        resources.set(name, { chunks: [bytes], size: bytes.byteLength })
        plain = fragment.irregular
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
      // 6.2.5.2: a request for more than two segments ahead is a mistake of the client.
      if (!last || msn > last.secuencia + 2) return 'never'
      waiters.push({ msn, part, then })
      return 'later'
    },

    awaitPart(name, then) {
      if (!lowLatency() || name !== partName(next)) return false
      hinted.push({ name, then })
      return true
    },

    tracks: () => lastTracks,

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
