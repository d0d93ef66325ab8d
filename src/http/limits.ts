import rateLimit, { type FastifyRateLimitStore, normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { NodoError } from '../errors.ts'
import type { LimitStore } from '../system/limit-store.ts'

export type LimitSetting = 'login_per_minute' | 'register_per_minute' | 'analytics_per_minute' | 'writes_per_minute'

interface LimitsDeps {
  clock: Clock
  limits: LimitStore
}

/** Settings in force; what may change at run time is read at each use. */
export interface Settings {
  get<K extends keyof Config>(key: K): Config[K]
}

const windowMs = 60_000

/** The counts of one limit after another in the store that all of them share. */
const createCountsIn = ({ limits, clock }: LimitsDeps) =>
  class Counts implements FastifyRateLimitStore {
    incr(
      key: string,
      answer: (error: Error | null, result?: { current: number; ttl: number }) => void,
      timeWindow: number,
    ): void {
      limits.count(key, timeWindow, clock.now()).then(
        ({ count, endsInMs }) => answer(null, { current: count, ttl: endsInMs }),
        (error) => answer(error),
      )
    }

    child(): FastifyRateLimitStore {
      return new Counts()
    }
  }

/**
 * The limits of requests a minute: of sign-ins, registrations and what players tell by address, of writes by account (by address where
 * there is none). One counter a limit, whatever the route.
 * @returns hooks for routes; each throws NodoError demasiadas_peticiones
 */
export const createLimits = async (
  app: FastifyInstance,
  deps: LimitsDeps & { settings: Settings },
): Promise<Record<LimitSetting, preHandlerAsyncHookHandler>> => {
  const silent = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }
  await app.register(rateLimit, {
    global: false,
    store: createCountsIn(deps),
    timeWindow: windowMs,
    addHeaders: { ...silent, 'retry-after': false },
    addHeadersOnExceeding: silent,
    errorResponseBuilder: (_request, { ttl }) =>
      new NodoError('demasiadas_peticiones', { retryAfterS: Math.ceil(ttl / 1000) }),
  })
  const address = (request: FastifyRequest) => normalizeIP(request.ip)
  const limit = (setting: LimitSetting, keyGenerator: (request: FastifyRequest) => string) =>
    app.rateLimit({
      max: () => deps.settings.get(setting),
      keyGenerator: (request) => `${setting} ${keyGenerator(request)}`,
    })
  return {
    login_per_minute: limit('login_per_minute', address),
    register_per_minute: limit('register_per_minute', address),
    analytics_per_minute: limit('analytics_per_minute', address),
    writes_per_minute: limit('writes_per_minute', (request) => request.reader?.id ?? address(request)),
  }
}
