import type { Redis } from 'ioredis'
import type { RowPlace } from '../cursor.ts'
import { createScript } from './redis-script.ts'

/**
 * Members behind a score and a member, both falling. Those of one score are in the order of their names, so the place
 * among them is halved for.
 */
const behind = `
local key, score, member = KEYS[1], ARGV[1], ARGV[2]
local low = redis.call('ZCOUNT', key, '(' .. score, '+inf')
local high = low + redis.call('ZCOUNT', key, score, score)
while low < high do
  local middle = math.floor((low + high) / 2)
  if redis.call('ZREVRANGE', key, middle, middle)[1] < member then high = middle else low = middle + 1 end
end
return redis.call('ZREVRANGE', key, low, low + ARGV[3] - 1, 'WITHSCORES')`

/** Reads sorted sets page by page: the order holds while members come and go. */
export const createOrderedReads = (client: Redis) => {
  const run = createScript(client, behind)
  return async (key: string, { order, id }: RowPlace, limit: number): Promise<RowPlace[]> => {
    const found = (await run([key], [order, id, limit])) as string[]
    return Array.from({ length: found.length / 2 }, (_, i) => ({
      id: String(found[2 * i]),
      order: Number(found[2 * i + 1]),
    }))
  }
}
