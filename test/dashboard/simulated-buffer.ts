import { createCatchUp, type Profile } from '../../src/dashboard/player/catch-up.ts'

export interface Scene {
  profile: Profile
  seconds: number
  /** Media in the buffer when the play starts. */
  startAhead: number
  /** Length of a piece of media, in seconds. */
  piece: number
  /** How late the piece that ends at this second of media arrives. */
  late: (mediaEnd: number) => number
  /** Speed of the source's clock against the viewer's. */
  sourceSpeed?: number
}

export interface Outcome {
  stalls: { atS: number; lastedS: number }[]
  /** By second of play: the least media ahead, the rate at its end, and the age of what is shown (0: as it is made). */
  ahead: number[]
  rate: number[]
  age: number[]
  rates: number[]
  skips: number[]
}

const TICK_S = 0.01
const ORDER_EVERY = 10

/** Plays a live in simulated time: pieces arrive when they are made plus their lateness, in order; the control is asked each 100 ms. */
export const playScene = (scene: Scene): Outcome => {
  const { piece, late, sourceSpeed = 1 } = scene
  const control = createCatchUp(scene.profile)
  const outcome: Outcome = { stalls: [], ahead: [], rate: [], age: [], rates: [], skips: [] }
  let [end, at, rate, arrived] = [0, -scene.startAhead, 1, 0]
  let stalledSince: number | undefined
  let least = Number.POSITIVE_INFINITY
  const ticks = Math.round(scene.seconds / TICK_S)
  for (let n = 0; n < ticks; n++) {
    const now = n * TICK_S
    for (;;) {
      const next = end + piece
      arrived = Math.max(arrived, next / sourceSpeed + late(next))
      if (arrived > now) break
      end = next
    }
    if (stalledSince !== undefined && end - at > 0.05) {
      outcome.stalls.push({ atS: stalledSince, lastedS: now - stalledSince })
      stalledSince = undefined
    }
    if (stalledSince === undefined) {
      at = Math.min(end, at + rate * TICK_S)
      if (end - at < 1e-9) {
        stalledSince = now
        control.stalled()
      }
    }
    least = Math.min(least, end - at)
    if (n % ORDER_EVERY === 0) {
      const order = control.step({ atMs: now * 1000, ahead: end - at, moving: stalledSince === undefined })
      rate = order.rate
      outcome.rates.push(rate)
      if (order.skip !== undefined) {
        at += order.skip
        control.forget()
        outcome.skips.push(order.skip)
      }
    }
    if ((n + 1) % 100 === 0) {
      outcome.ahead.push(least)
      outcome.rate.push(rate)
      outcome.age.push(now * sourceSpeed - at)
      least = Number.POSITIVE_INFINITY
    }
  }
  return outcome
}
