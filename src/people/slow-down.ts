import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { LimitStore } from '../system/limit-store.ts'

const free = 5
const longestMs = 10_000
const forgottenAfterMs = 15 * 60_000

/** Makes guessing slow without shutting anybody out. */
export interface SlowDown {
  /**
   * Waits as long as this account from this address (or this address with any account) has to.
   * @throws NodoError demasiadas_peticiones while another attempt of the same pair is still waiting
   */
  pass(email: string, address: string): Promise<void>
  failed(email: string, address: string): Promise<void>
  succeeded(email: string, address: string): Promise<void>
}

/**
 * After five failures in a row each further attempt waits 1, 2, 4, 8 and then 10 s. What waits is the pair of account
 * and address and the address alone, never the account from everywhere: a stranger cannot slow its owner.
 */
export const createSlowDown = ({ limits, clock }: { limits: LimitStore; clock: Clock }): SlowDown => {
  const waiting = new Set<string>()
  const keysOf = (email: string, address: string) => [`fallas ${address} ${email}`, `fallas ${address}`] as const

  return {
    async pass(email, address) {
      const [pair] = keysOf(email, address)
      const worst = Math.max(...(await limits.counts(keysOf(email, address), clock.now())))
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
    async failed(email, address) {
      for (const key of keysOf(email, address)) await limits.countOn(key, forgottenAfterMs, clock.now())
    },
    succeeded: (email, address) => limits.forget(keysOf(email, address)),
  }
}
