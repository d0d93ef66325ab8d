/** RFC 8216bis wants one target for a live's whole life, in every variant alike. */
export const TARGET_DURATION_S = 4
/** 85 % of it is 0.199 s, just under what ffmpeg cuts at common frame rates. */
export const PART_TARGET_S = 0.234
/** A part may be this much of the target, the last of a segment less (RFC 8216bis 4.4.3.7). */
export const LEAST_PART_S = PART_TARGET_S * 0.85
/** Playlists say five decimals. */
const ROUNDING_S = 1e-5
const SEGMENT_AFTER_S = 2
/** So many fragments out of measure among the last `IRREGULAR_OF` are a source for plain HLS. */
const IRREGULAR_MOST = 3
const IRREGULAR_OF = 50

export interface Placement {
  /** True where this fragment is the first of a new segment. */
  opens: boolean
  /** True where it completes its segment: nothing can follow in it. */
  closes: boolean
  /** True from where the source is too irregular for parts: plain HLS for the rest of the stretch. */
  irregular: boolean
}

/** No part may be longer than the target (RFC 8216bis 4.4.4.9). @param seconds length of a fragment */
export const exceedsPart = (seconds: number): boolean => seconds > PART_TARGET_S + ROUNDING_S

/**
 * Decides where segments begin. Pure: feed it the fragments of one stretch in order.
 * A segment opens at the first key frame after 2 s, or at 4 s without one; a fragment shorter than a part may be only
 * the last part of its segment, so it completes it, and whatever follows opens the next. One that is longer than a part
 * may be is a segment of its own, complete at once and listed without parts.
 */
export const createSegmenter = () => {
  let age = 0
  let closed = true
  let afterShort = false
  let recent: boolean[] = []
  let irregular = false
  return {
    /** @param seconds length of the fragment @param independent it begins with a key frame */
    place(seconds: number, independent: boolean): Placement {
      // A short part in front of a fragment without a key frame leaves a segment nobody can start at.
      const outOfMeasure = (afterShort && !independent) || exceedsPart(seconds)
      recent = [...recent, outOfMeasure].slice(-IRREGULAR_OF)
      irregular ||= recent.filter(Boolean).length > IRREGULAR_MOST
      const alone = !irregular && exceedsPart(seconds)
      const opens =
        closed || alone || (independent && age >= SEGMENT_AFTER_S - 0.001) || age + seconds > TARGET_DURATION_S + 0.001
      age = opens ? seconds : age + seconds
      afterShort = seconds < LEAST_PART_S
      closed = afterShort || alone
      return { opens, closes: closed, irregular }
    },
  }
}

/** So many segments of an audio stretch are of one fragment, so that a listener does not wait 4 s for the first. */
const QUICK_SEGMENTS = 3

/** Audio renditions: plain segments of 4 s made of fragments of a second. Same interface as `createSegmenter`. */
export const createPlainSegmenter = () => {
  let age = 0
  let opened = 0
  let full = true
  return {
    place(seconds: number): Placement {
      const opens = full || age + seconds > TARGET_DURATION_S + 0.4
      if (opens) opened++
      age = opens ? seconds : age + seconds
      full = opened <= QUICK_SEGMENTS || age + seconds > TARGET_DURATION_S + 0.2
      return { opens, closes: full, irregular: false }
    },
  }
}
export type Segmenter = { place(seconds: number, independent: boolean): Placement }
