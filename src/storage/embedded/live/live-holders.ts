import type { LiveHolder, LiveHolderStore } from '../../../ingest/holder-store.ts'
import type { Id } from '../../../model/primitives.ts'

/** Holders in memory. @param monotonicMs milliseconds of a source that only grows */
export const createLiveHolders = (monotonicMs: () => number = () => performance.now()): LiveHolderStore => {
  const lives = new Map<Id, LiveHolder & { untilMs: number }>()

  const holderOf = (liveId: Id): LiveHolder | undefined => {
    const held = lives.get(liveId)
    if (!held) return undefined
    if (held.untilMs > monotonicMs()) return { proceso: held.proceso, direccion: held.direccion }
    lives.delete(liveId)
    return undefined
  }

  return {
    hold: async (liveId, holder, forMs) => {
      const held = holderOf(liveId)
      if (held && held.proceso !== holder.proceso) return held
      lives.set(liveId, { ...holder, untilMs: monotonicMs() + forMs })
      return holder
    },
    release: async (liveId, proceso) => {
      if (holderOf(liveId)?.proceso === proceso) lives.delete(liveId)
    },
    of: async (liveId) => holderOf(liveId),
  }
}
