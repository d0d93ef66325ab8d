import type { LimitStore } from '../system/limit-store.ts'

/** So many are remembered; the one that was begun first is forgotten first. */
const most = 10_000

/** Counts in memory, in node time: by the wall clock, a step backwards would shut somebody out until it caught up. */
export const createLimits = (): LimitStore => {
  const windows = new Map<string, { count: number; endsNodoMs: number }>()

  const current = (key: string, nodoMs: number) => {
    const window = windows.get(key)
    return window && window.endsNodoMs > nodoMs ? window : undefined
  }
  const keep = (key: string, count: number, endsNodoMs: number) => {
    windows.delete(key)
    windows.set(key, { count, endsNodoMs })
    const first = windows.keys().next().value
    if (windows.size > most && first !== undefined) windows.delete(first)
  }

  return {
    count: async (key, windowMs, nodoMs) => {
      const window = current(key, nodoMs)
      if (window) window.count++
      else keep(key, 1, nodoMs + windowMs)
      return { count: window?.count ?? 1, endsInMs: window ? window.endsNodoMs - nodoMs : windowMs }
    },
    countOn: async (key, forgottenAfterMs, nodoMs) => {
      const count = (current(key, nodoMs)?.count ?? 0) + 1
      keep(key, count, nodoMs + forgottenAfterMs)
      return count
    },
    counts: async (keys, nodoMs) => keys.map((key) => current(key, nodoMs)?.count ?? 0),
    forget: async (keys) => {
      for (const key of keys) windows.delete(key)
    },
  }
}
