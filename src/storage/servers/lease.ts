import type { Redis } from 'ioredis'
import type { Lease } from '../../projections/worker.ts'

/** Takes the key, or lengthens it where it is one's own. */
const hold = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`
const release = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`

/**
 * A lease among processes: it ends by itself where its holder was killed, and nobody but its holder lengthens or ends it.
 * @param holder a name that no other process bears
 */
export const createLease = (redis: Redis, key: string, holder: string, lengthMs: number): Lease => ({
  lengthMs,
  hold: async () => (await redis.eval(hold, 1, key, holder, lengthMs)) === 1,
  release: async () => {
    await redis.eval(release, 1, key, holder)
  },
})
