import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { LimitStore } from '../../../system/limit-store.ts'
import { createLimits as createOwnLimits } from '../../limits.ts'
import type { RedisPart } from '../redis.ts'
import { redisKeys } from '../redis-keys.ts'
import { createScript } from '../redis-script.ts'

/** ARGV[2] 1: every count lengthens the window, else only the first one begins it. */
const count = `
local n = redis.call('INCR', KEYS[1])
if n == 1 or ARGV[2] == '1' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { n, redis.call('PTTL', KEYS[1]) }`

/** A server that does not answer in this time is left alone for a while: a request must not wait for its limit. */
const patienceMs = 500
const restMs = 5_000

/** Counts that all processes share, in the server's time; while it is away or frozen, this process counts by itself. */
export const createLimits = ({ client }: RedisPart, spaceOf: () => string): LimitStore => {
  const own = createOwnLimits()
  const run = createScript(client, count)
  // Keys name addresses and accounts, which are nobody's business here.
  const keyOf = (key: string) => redisKeys(spaceOf()).limit(createHash('sha256').update(key).digest('base64url'))
  const counted = async (key: string, ms: number, lengthens: 0 | 1) => {
    const [n = 0, leftMs = 0] = (await run([keyOf(key)], [ms, lengthens])) as number[]
    return { count: n, endsInMs: leftMs }
  }
  let restsUntilMs = 0
  const shared = async <T>(ask: () => Promise<T>, alone: () => Promise<T>): Promise<T> => {
    if (performance.now() < restsUntilMs) return alone()
    const late = new AbortController()
    try {
      const patience = wait(patienceMs, undefined, { signal: late.signal, ref: false }).then(() => {
        throw new Error('Redis is late')
      })
      return await Promise.race([ask(), patience])
    } catch {
      restsUntilMs = performance.now() + restMs
      return alone()
    } finally {
      late.abort()
    }
  }

  return {
    count: (key, windowMs, nodoMs) =>
      shared(
        () => counted(key, windowMs, 0),
        () => own.count(key, windowMs, nodoMs),
      ),
    countOn: (key, forgottenAfterMs, nodoMs) =>
      shared(
        async () => (await counted(key, forgottenAfterMs, 1)).count,
        () => own.countOn(key, forgottenAfterMs, nodoMs),
      ),
    counts: (keys, nodoMs) =>
      shared(
        () => Promise.all(keys.map(async (key) => Number((await client.get(keyOf(key))) ?? 0))),
        () => own.counts(keys, nodoMs),
      ),
    forget: async (keys) => {
      await own.forget(keys)
      await shared(
        async () => void (await Promise.all(keys.map((key) => client.del(keyOf(key))))),
        async () => undefined,
      )
    },
  }
}
