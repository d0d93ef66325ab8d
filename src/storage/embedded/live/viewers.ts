import type { Id } from '../../../model/primitives.ts'
import type { ViewerStore } from '../../../room/store.ts'

/** Viewers in memory. @param monotonicMs milliseconds of a source that only grows */
export const createViewers = (monotonicMs: () => number = () => performance.now()): ViewerStore => {
  const lives = new Map<Id, Map<string, number>>()

  const countIn = (liveId: Id): number => {
    const viewers = lives.get(liveId)
    const now = monotonicMs()
    for (const [viewer, untilMs] of viewers ?? []) if (untilMs <= now) viewers?.delete(viewer)
    if (viewers?.size === 0) lives.delete(liveId)
    return viewers?.size ?? 0
  }

  return {
    see: async (liveId, viewers, forMs) => {
      const known = lives.get(liveId) ?? new Map<string, number>()
      lives.set(liveId, known)
      const untilMs = monotonicMs() + forMs
      for (const viewer of viewers) known.set(viewer, Math.max(known.get(viewer) ?? 0, untilMs))
      return countIn(liveId)
    },
    leave: async (liveId, viewer) => {
      lives.get(liveId)?.delete(viewer)
      return countIn(liveId)
    },
    count: async (liveId) => countIn(liveId),
  }
}
