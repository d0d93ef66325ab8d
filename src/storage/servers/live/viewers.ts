import type { ViewerStore } from '../../../room/store.ts'
import type { RedisPart } from '../redis.ts'
import { askingRedis } from '../redis-error.ts'
import { redisKeys } from '../redis-keys.ts'
import { createScript } from '../redis-script.ts'

/** Drops who was not seen for too long, adds the viewers of ARGV from the third on, and counts. */
const see = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 3, #ARGV do redis.call('ZADD', KEYS[1], 'GT', now + ARGV[1], ARGV[i]) end
if ARGV[2] ~= '' then redis.call('ZREM', KEYS[1], ARGV[2]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if last[2] then redis.call('PEXPIREAT', KEYS[1], last[2]) end
return redis.call('ZCARD', KEYS[1])`

/** Viewers as a sorted set by when each ends. */
export const createViewers = ({ client }: RedisPart, spaceOf: () => string): ViewerStore => {
  const run = createScript(client, see)
  const asked = async (liveId: string, forMs: number, gone: string, viewers: readonly string[]) =>
    Number(await run([redisKeys(spaceOf()).viewers(liveId)], [forMs, gone, ...viewers]))
  return askingRedis({
    see: (liveId: string, viewers: readonly string[], forMs: number) => asked(liveId, forMs, '', viewers),
    leave: (liveId: string, viewer: string) => asked(liveId, 0, viewer, []),
    count: (liveId: string) => asked(liveId, 0, '', []),
  })
}
