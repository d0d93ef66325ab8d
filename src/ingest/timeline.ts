/** Steps up to this are taken as they are, so that what piled up behind a slow link plays at its own speed. */
const BURST_STEP_MS = 1000
/** A packet is at most so much earlier than the quickest one before it told; a larger lead is no lost media but a jump. */
const LEAD_MS = 1000
/** A track may go back this much without having jumped: its packets wait for their time. */
const BACK_MS = 1000
/** A track that begins may lie this much behind the other one. */
const LATE_TRACK_MS = 3000
const STEP_AFTER_JUMP_MS = 20
const WRAP = 2 ** 32

type Track = 'audio' | 'video'

/**
 * Gives the packets of a publish timestamps that begin at 0 and only grow, whatever the encoder's do: RTMP's 32 bits
 * wrap (RTMP 1.0 §5.1), phones jump when they sleep, and some go back. After a jump both tracks move together: a packet
 * of the other track that still comes on the old timeline keeps the old offset, so that sound and picture stay in step.
 * @returns `place(track, timestampMs, arrivedMs)`: the packet's time in ms (never below the track's last one), and
 * whether it jumped; `gaps()` counts the jumps
 */
export const createTimeline = () => {
  const last: Record<Track, number | undefined> = { audio: undefined, video: undefined }
  let offsets: number[] = []
  let newest: number | undefined
  /** The least time between a packet's own and its arrival: how the encoder's clock lies to ours. */
  let quickest = Number.POSITIVE_INFINITY
  let unwrapped: number | undefined
  let gaps = 0

  /** Follows the wrap of 2^32 ms, in both directions, relative to the last timestamp seen. */
  const unwrap = (timestamp: number): number => {
    if (unwrapped === undefined) return timestamp
    return timestamp + Math.round((unwrapped - timestamp) / WRAP) * WRAP
  }

  const fits = (track: Track, out: number, arrived: number): boolean => {
    if (newest === undefined) return true
    const before = last[track]
    const step = out - (before ?? newest)
    if (step < (before === undefined ? -LATE_TRACK_MS : -BACK_MS)) return false
    // A longer step is true where the time has passed: media that the encoder left out.
    return step <= BURST_STEP_MS || arrived - out >= quickest - LEAD_MS
  }

  return {
    place(track: Track, timestamp: number, arrived: number): { ms: number; jumped: boolean } {
      const raw = unwrap(timestamp)
      unwrapped = raw
      if (offsets.length === 0) offsets = [-raw]
      let out = offsets.map((offset) => raw + offset).find((candidate) => fits(track, candidate, arrived))
      const jumped = out === undefined
      if (out === undefined) {
        gaps++
        out = (newest ?? 0) + STEP_AFTER_JUMP_MS
        offsets = [out - raw, ...offsets.slice(0, 1)]
      }
      const ms = Math.max(out, last[track] ?? 0)
      last[track] = ms
      newest = Math.max(newest ?? 0, ms)
      quickest = Math.min(quickest, arrived - ms)
      return { ms, jumped }
    },
    gaps: () => gaps,
  }
}
