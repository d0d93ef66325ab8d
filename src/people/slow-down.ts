import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'

const free = 5
const longestMs = 10_000
const forgottenAfterMs = 15 * 60_000
const most = 10_000

/** Makes guessing slow without shutting anybody out. */
export interface SlowDown {
  /**
   * Waits as long as this account from this address (or this address with any account) has to.
   * @throws NodoError demasiadas_peticiones while another attempt of the same pair is still waiting
   */
  pass(email: string, address: string): Promise<void>
  failed(email: string, address: string): void
  succeeded(email: string, address: string): void
}

/**
 * After five failures in a row each further attempt waits 1, 2, 4, 8 and then 10 s. What waits is the pair of account
 * and address and the address alone, never the account from everywhere: a stranger cannot slow its owner.
 */
export const createSlowDown = (clock: Clock): SlowDown => {
  const failures = new Map<string, { count: number; at: number }>()
  const waiting = new Set<string>()
  const keysOf = (email: string, address: string) => [`${address} ${email}`, address] as const

  const countOf = (key: string): number => {
    const known = failures.get(key)
    if (!known || known.at + forgottenAfterMs <= clock.now()) return 0
    return known.count
  }

  return {
    async pass(email, address) {
      const [pair] = keysOf(email, address)
      const worst = Math.max(...keysOf(email, address).map(countOf))
      if (worst < free) return
      const ms = Math.min(longestMs, 1000 * 2 ** Math.min(worst - free, 10))
      if (waiting.has(pair)) throw new NodoError('demasiadas_peticiones', { retryAfterS: Math.ceil(ms / 1000) })
      waiting.add(pair)
      try {
        await wait(ms, undefined, { ref: false })
      } finally {
        waiting.delete(pair)
      }
    },
    failed(email, address) {
      const at = clock.now()
      for (const key of keysOf(email, address)) {
        const count = countOf(key) + 1
        failures.delete(key)
        failures.set(key, { count, at })
      }
      for (const key of failures.keys()) {
        if (failures.size <= most) break
        failures.delete(key)
      }
    },
    succeeded(email, address) {
      for (const key of keysOf(email, address)) failures.delete(key)
    },
  }
}
