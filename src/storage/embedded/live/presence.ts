import type { Presencia } from '../../../model/presencia.ts'
import type { PresenceStore } from '../../../people/presence-store.ts'
import { lifetimes } from '../../live-state.ts'

/** Presence in memory. @param monotonicMs milliseconds of a source that only grows */
export const createPresence = (monotonicMs: () => number = () => performance.now()): PresenceStore => {
  const sessions = new Map<string, Presencia & { untilMs: number }>()

  const known = (tokenHash: string) => {
    const now = monotonicMs()
    // They stand in the order in which they end.
    for (const [hash, { untilMs }] of sessions) {
      if (untilMs > now) break
      sessions.delete(hash)
    }
    return sessions.get(tokenHash)
  }
  const keep = (tokenHash: string, presence: Presencia) => {
    sessions.delete(tokenHash)
    sessions.set(tokenHash, { ...presence, untilMs: monotonicMs() + lifetimes.presenceMs })
  }

  return {
    see: async (tokenHash, user_id, at) => keep(tokenHash, { user_id, estado_online: true, last_seen: at }),
    leave: async (tokenHash, at) => {
      const session = known(tokenHash)
      if (session) keep(tokenHash, { user_id: session.user_id, estado_online: false, last_seen: at })
    },
    find: async (tokenHashes) =>
      tokenHashes.map((hash) => {
        const session = known(hash)
        if (!session) return undefined
        const { untilMs, ...presence } = session
        return presence
      }),
  }
}
