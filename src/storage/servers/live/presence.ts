import type { Presencia } from '../../../model/presencia.ts'
import type { PresenceStore } from '../../../people/presence-store.ts'
import { lifetimes } from '../../live-state.ts'
import type { RedisPart } from '../redis.ts'
import { askingRedis } from '../redis-error.ts'
import { redisKeys } from '../redis-keys.ts'
import { createScript } from '../redis-script.ts'

const see = `
redis.call('HSET', KEYS[1], 'user_id', ARGV[2], 'estado_online', 1, 'last_seen', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[1])`
const leave = `
if redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('HSET', KEYS[1], 'estado_online', 0, 'last_seen', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])`

const presenceOf = ({ user_id, estado_online, last_seen }: Record<string, string>): Presencia | undefined =>
  user_id === undefined ? undefined : { user_id, estado_online: estado_online === '1', last_seen: Number(last_seen) }

/** Presence as a hash a session, which ends by itself. */
export const createPresence = ({ client }: RedisPart, spaceOf: () => string): PresenceStore => {
  const keyOf = (tokenHash: string) => redisKeys(spaceOf()).session(tokenHash)
  const [seen, left] = [createScript(client, see), createScript(client, leave)]
  return askingRedis({
    see: async (tokenHash: string, userId: string, at: number) => {
      await seen([keyOf(tokenHash)], [lifetimes.presenceMs, userId, at])
    },
    leave: async (tokenHash: string, at: number) => {
      await left([keyOf(tokenHash)], [lifetimes.presenceMs, at])
    },
    find: async (tokenHashes: readonly string[]) =>
      (await Promise.all(tokenHashes.map((hash) => client.hgetall(keyOf(hash))))).map(presenceOf),
  })
}
