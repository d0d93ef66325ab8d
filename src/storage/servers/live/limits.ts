import { createHash } from 'node:crypto'
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

/** Counts that all processes share, in the server's time; while it is away, this process counts by itself. */
export const createLimits = ({ client }: RedisPart, spaceOf: () => string): LimitStore => {
  const own = createOwnLimits()
  const run = createScript(client, count)
  // Keys name addresses and accounts, which are nobody's business here.
  const keyOf = (key: string) => redisKeys(spaceOf()).limit(createHash('sha256').update(key).digest('base64url'))
  const counted = async (key: string, ms: number, lengthens: 0 | 1) => {
    const [n = 0, leftMs = 0] = (await run([keyOf(key)], [ms, lengthens])) as number[]
    return { count: n, endsInMs: leftMs }
  }
  return {
    count: (key, windowMs, nodoMs) => counted(key, windowMs, 0).catch(() => own.count(key, windowMs, nodoMs)),
    countOn: (key, forgottenAfterMs, nodoMs) =>
      counted(key, forgottenAfterMs, 1).then(
        ({ count }) => count,
        () => own.countOn(key, forgottenAfterMs, nodoMs),
      ),
    counts: (keys, nodoMs) =>
      Promise.all(keys.map(async (key) => Number((await client.get(keyOf(key))) ?? 0))).catch(() =>
        own.counts(keys, nodoMs),
      ),
    forget: async (keys) => {
      await own.forget(keys)
      await Promise.all(keys.map((key) => client.del(keyOf(key)))).catch(() => undefined)
    },
  }
}
