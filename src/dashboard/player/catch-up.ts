/** How a kind of stream is held near its live edge. All lengths in seconds of media unless they say otherwise. */
export interface Profile {
  /** What to hold in the buffer at its lowest point, just before the next piece arrives. */
  reserve: number
  /** The reserve never grows past this, however often the play stands still. */
  mostReserve: number
  /** Over how long the lowest point is looked for, in ms: long enough for a few arrivals. */
  windowMs: number
  /** The rate is never higher than this while near the edge. */
  hurry: number
  /** Held at its lowest point more than this, the rest is skipped instead of hurried through. */
  skipFrom: number
}

/** Parts of 200 ms arrive as they are made. */
export const partsProfile: Profile = { reserve: 0.36, mostReserve: 2, windowMs: 1000, hurry: 1.1, skipFrom: 4 }
/** Whole segments of 2–4 s: sound only, where a tempo is heard, and sources too irregular for parts. */
export const segmentsProfile: Profile = { reserve: 2.5, mostReserve: 8, windowMs: 10_000, hurry: 1.04, skipFrom: 20 }

export interface Sample {
  /** A clock that only grows, ms. */
  atMs: number
  /** Media in the buffer ahead of the playhead. */
  ahead: number
  /** True while pictures move: not paused, not seeking, not waiting for data. */
  moving: boolean
}

export interface Order {
  rate: number
  /** How far to jump forward, where hurrying would take too long. */
  skip?: number
}

const SLOWEST = 0.95
const FASTEST = 1.5
/** Further than this times the window's length from where it should be, the rate may reach the fastest. */
const FAR_WINDOWS = 1.5
/** A correction begins outside of the one and ends inside of the other, so that jitter alone starts none. */
const LOOSE = 0.09
const TIGHT = 0.02
const STEP = 0.02
/** How quickly an error is worked off: rate per second of distance. */
const GAIN = 0.25
const RAISE = 0.12
/** So long after a stall or a narrow escape the reserve stays raised; then the raised part halves in each half-life. */
const HOLD_MS = 60_000
const HALF_LIFE_MS = 45_000
/** Below this at the lowest point the next late piece would be a stall. */
const NARROW = 0.09
const NARROW_RAISE = 0.03

/**
 * Holds the play a small reserve behind the live edge by changing its rate a little. What counts is the *lowest* fill
 * of the buffer over the last moment: pieces arrive by jumps, and what the network's jitter takes shows there, so no
 * clock of the server is needed. A stall raises the reserve a little and lets it come back slowly, so that one bad
 * start does not make a whole evening late.
 */
export const createCatchUp = (profile: Profile) => {
  let samples: { atMs: number; ahead: number }[] = []
  let raised = 0
  let rate = 1
  let correcting = false
  let lastMs: number | undefined
  let troubleMs = Number.NEGATIVE_INFINITY

  const reserve = () => Math.min(profile.mostReserve, profile.reserve + raised)
  const raise = (by: number) => {
    raised = Math.min(profile.mostReserve - profile.reserve, raised + by)
    troubleMs = lastMs ?? 0
  }
  const forget = () => {
    samples = []
  }

  return {
    /** What is held at the lowest point now, stalls included. */
    reserve,
    /** The play stood still for want of data. */
    stalled(): void {
      raise(RAISE)
      forget()
    },
    /** The playhead was moved, or another stream begins: what was measured says nothing any more. */
    forget,
    /** To be called about every 100 ms. */
    step({ atMs, ahead, moving }: Sample): Order {
      const elapsed = atMs - (lastMs ?? atMs)
      lastMs = atMs
      if (atMs - troubleMs > HOLD_MS) raised *= 0.5 ** (elapsed / HALF_LIFE_MS)
      if (!moving) {
        forget()
        rate = 1
        return { rate }
      }
      samples.push({ atMs, ahead })
      const since = atMs - profile.windowMs
      while (samples[0] && samples[0].atMs < since) samples.shift()
      const lowest = Math.min(...samples.map((sample) => sample.ahead))
      const settled = atMs - (samples[0]?.atMs ?? atMs) >= profile.windowMs * 0.8

      if (settled && lowest > profile.skipFrom) {
        forget()
        rate = 1
        return { rate, skip: lowest - reserve() }
      }
      if (lowest < NARROW && atMs - troubleMs > profile.windowMs) raise(NARROW_RAISE)
      const distance = lowest - reserve()
      correcting = Math.abs(distance) > (correcting ? TIGHT : LOOSE)
      // Before a whole window was seen, only what is missing is believed: what is too much may still go.
      const goal = correcting && (settled || distance < 0) ? rateFor(distance, profile) : 1
      rate = approach(rate, goal)
      return { rate }
    },
  }
}

/** The rate that works off `distance`: seconds held too much, or too little where negative. */
const rateFor = (distance: number, { windowMs, hurry }: Profile): number => {
  const most = distance > (FAR_WINDOWS * windowMs) / 1000 ? FASTEST : hurry
  return Math.min(most, Math.max(SLOWEST, 1 + GAIN * distance))
}

/** One step of at most 0.02 towards `goal`, in hundredths: a rate that is heard as steady. */
const approach = (rate: number, goal: number): number =>
  Math.round((rate + Math.min(STEP, Math.max(-STEP, goal - rate))) * 100) / 100

export type CatchUp = ReturnType<typeof createCatchUp>
