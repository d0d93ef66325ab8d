import type { JobCalls } from '../../system/store.ts'
import type { Ring } from '../job-calls.ts'

/** Calls within the one process that a box is. */
export const createJobCalls = (): JobCalls & { ring: Ring } => {
  const followers = new Set<Ring>()
  return {
    ring: (atNodoMs) => {
      for (const call of followers) call(atNodoMs)
    },
    follow: (take, nowNodoMs) => {
      const timers = new Set<NodeJS.Timeout>()
      let turn: Promise<unknown> = Promise.resolve()
      const call: Ring = (atNodoMs) => {
        const timer = setTimeout(
          () => {
            timers.delete(timer)
            // A timer may be a moment early, and then nothing would be found.
            if (nowNodoMs() < atNodoMs) call(atNodoMs)
            else turn = turn.then(() => (followers.has(call) ? take() : undefined))
          },
          Math.max(0, atNodoMs - nowNodoMs()),
        )
        timers.add(timer)
      }
      followers.add(call)
      return async () => {
        followers.delete(call)
        for (const timer of timers) clearTimeout(timer)
        await turn
      }
    },
  }
}
