import rateLimit, { type FastifyRateLimitStore, normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { NodoError } from '../errors.ts'

export type LimitSetting = 'login_per_minute' | 'register_per_minute' | 'writes_per_minute'

/** Settings in force; what may change at run time is read at each use. */
export interface Settings {
  get<K extends keyof Config>(key: K): Config[K]
}

const windowMs = 60_000
/** So many callers are remembered; the one who came first is forgotten first. */
const most = 5000

/** Counts in node time: by the wall clock, a step backwards would shut somebody out until the clock caught up. */
const createCountsIn = (clock: Clock) =>
  class Counts implements FastifyRateLimitStore {
    readonly #windows = new Map<string, { count: number; endsNodoMs: number }>()

    incr(
      key: string,
      answer: (error: Error | null, result?: { current: number; ttl: number }) => void,
      timeWindow: number,
    ): void {
      const now = clock.now()
      let window = this.#windows.get(key)
      if (!window || window.endsNodoMs <= now) {
        window = { count: 0, endsNodoMs: now + timeWindow }
        this.#windows.delete(key)
        this.#windows.set(key, window)
        const first = this.#windows.keys().next().value
        if (this.#windows.size > most && first !== undefined) this.#windows.delete(first)
      }
      window.count += 1
      answer(null, { current: window.count, ttl: window.endsNodoMs - now })
    }

    child(): FastifyRateLimitStore {
      return new Counts()
    }
  }

/**
 * The limits of requests a minute: of sign-ins and registrations by address, of writes by account (by address where
 * there is none). One counter a limit, whatever the route.
 * @returns hooks for routes; each throws NodoError demasiadas_peticiones
 */
export const createLimits = async (
  app: FastifyInstance,
  deps: { clock: Clock; settings: Settings },
): Promise<Record<LimitSetting, preHandlerAsyncHookHandler>> => {
  const silent = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }
  await app.register(rateLimit, {
    global: false,
    store: createCountsIn(deps.clock),
    timeWindow: windowMs,
    addHeaders: { ...silent, 'retry-after': false },
    addHeadersOnExceeding: silent,
    errorResponseBuilder: (_request, { ttl }) =>
      new NodoError('demasiadas_peticiones', { retryAfterS: Math.ceil(ttl / 1000) }),
  })
  const address = (request: FastifyRequest) => normalizeIP(request.ip)
  const limit = (setting: LimitSetting, keyGenerator: (request: FastifyRequest) => string) =>
    app.rateLimit({ max: () => deps.settings.get(setting), keyGenerator })
  return {
    login_per_minute: limit('login_per_minute', address),
    register_per_minute: limit('register_per_minute', address),
    writes_per_minute: limit('writes_per_minute', (request) => request.reader?.id ?? address(request)),
  }
}
