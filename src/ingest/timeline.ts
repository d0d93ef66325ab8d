/** A step that fits neither the clock nor a burst is a jump of the encoder's timestamps. */
const TOLERANCE_MS = 3000
/** Steps up to this are taken as they are, so that what piled up behind a slow link plays at its own speed. */
const BURST_STEP_MS = 1000
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
  const last: Record<Track, { out: number } | undefined> = { audio: undefined, video: undefined }
  let offsets: number[] = []
  let newest: { out: number; arrived: number } | undefined
  let unwrapped: number | undefined
  let gaps = 0

  /** Follows the wrap of 2^32 ms, in both directions, relative to the last timestamp seen. */
  const unwrap = (timestamp: number): number => {
    if (unwrapped === undefined) return timestamp
    return timestamp + Math.round((unwrapped - timestamp) / WRAP) * WRAP
  }

  const fits = (out: number, arrived: number): boolean => {
    if (!newest) return true
    const step = out - newest.out
    const elapsed = arrived - newest.arrived
    return (step >= -BURST_STEP_MS && step <= BURST_STEP_MS) || Math.abs(step - elapsed) <= TOLERANCE_MS
  }

  return {
    place(track: Track, timestamp: number, arrived: number): { ms: number; jumped: boolean } {
      const raw = unwrap(timestamp)
      unwrapped = raw
      if (offsets.length === 0) offsets = [-raw]
      let out: number | undefined
      for (const offset of offsets) {
        if (fits(raw + offset, arrived)) {
          out = raw + offset
          break
        }
      }
      const jumped = out === undefined
      if (out === undefined) {
        gaps++
        out = (newest?.out ?? 0) + STEP_AFTER_JUMP_MS
        offsets = [out - raw, ...offsets.slice(0, 1)]
      }
      const before = last[track]
      const ms = before ? Math.max(out, before.out) : Math.max(out, 0)
      last[track] = { out: ms }
      if (!newest || ms >= newest.out) newest = { out: ms, arrived }
      return { ms, jumped }
    },
    gaps: () => gaps,
  }
}
