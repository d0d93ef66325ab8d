/** When a link is too bad for pictures: this many standstills, or this long in them, within the span. */
const SPAN_MS = 45_000
const MOST_STALLS = 4
/** Shorter ones are hardly noticed, and come of a busy device as often as of the link. */
const NOTICED_MS = 250
const MOST_STALLED_MS = 8_000

/**
 * Counts standstills of the play and says when the link does not carry the pictures. Standstills that the encoder's
 * absence explains are not reported to it.
 */
export const createLinkWatch = () => {
  let stalls: { atMs: number; lastedMs: number }[] = []
  return {
    /** A standstill that is over. @returns true when it is time for sound only */
    stalled(atMs: number, lastedMs: number): boolean {
      if (lastedMs < NOTICED_MS) return false
      stalls = [...stalls.filter((stall) => atMs - stall.atMs < SPAN_MS), { atMs, lastedMs }]
      const total = stalls.reduce((sum, stall) => sum + stall.lastedMs, 0)
      return stalls.length >= MOST_STALLS || total >= MOST_STALLED_MS
    },
    forget(): void {
      stalls = []
    },
  }
}
