import type { LiveHolder, LiveHolderStore } from '../../../ingest/holder-store.ts'
import type { Id } from '../../../model/primitives.ts'
import type { RedisPart } from '../redis.ts'
import { askingRedis } from '../redis-error.ts'
import { redisKeys } from '../redis-keys.ts'
import { createScript } from '../redis-script.ts'

const hold = `
local held = redis.call('HMGET', KEYS[1], 'proceso', 'direccion')
if held[1] and held[1] ~= ARGV[2] then return held end
redis.call('HSET', KEYS[1], 'proceso', ARGV[2], 'direccion', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return { ARGV[2], ARGV[3] }`
const release = `
if redis.call('HGET', KEYS[1], 'proceso') == ARGV[1] then redis.call('DEL', KEYS[1]) end`

/** Holders as a hash a live, which ends by itself. */
export const createLiveHolders = ({ client }: RedisPart, spaceOf: () => string): LiveHolderStore => {
  const keyOf = (liveId: Id) => redisKeys(spaceOf()).holder(liveId)
  const [holding, releasing] = [createScript(client, hold), createScript(client, release)]
  return askingRedis({
    hold: async (liveId: Id, { proceso, direccion }: LiveHolder, forMs: number): Promise<LiveHolder> => {
      const [whose = '', where = ''] = (await holding([keyOf(liveId)], [forMs, proceso, direccion])) as string[]
      return { proceso: whose, direccion: where }
    },
    release: async (liveId: Id, proceso: string) => {
      await releasing([keyOf(liveId)], [proceso])
    },
    of: async (liveId: Id) => {
      const { proceso, direccion } = await client.hgetall(keyOf(liveId))
      return proceso === undefined || direccion === undefined ? undefined : { proceso, direccion }
    },
  })
}
