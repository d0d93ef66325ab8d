import type { Redis } from 'ioredis'
import type { ProjectionName } from '../../projections/projection.ts'
import { type Mark, type Target, TurnTaken } from '../../projections/worker.ts'
import { redisKeys } from './redis-keys.ts'
import { createScript } from './redis-script.ts'

/**
 * Stands in front of a script of a projection whose first key is the mark, and its first argument the turn: where a later
 * turn has begun, it is answered and nothing is done.
 */
export const guarded = (lua: string): string => `
local known = tonumber(redis.call('HGET', KEYS[1], 'turno') or '0')
if known > tonumber(ARGV[1]) then return known end
redis.call('HSET', KEYS[1], 'turno', ARGV[1])
${lua}
return tonumber(ARGV[1])`

/** @throws TurnTaken where a guarded script answered a later turn */
export const expectTurn = (answer: unknown, turn: number): void => {
  if (Number(answer) !== turn) throw new TurnTaken(Number(answer))
}

/** ARGV 7 on: what stands there, where that must not have been lost meanwhile. */
const keep = guarded(`
if ARGV[7] then
  local there = redis.call('HMGET', KEYS[1], 'seq', 'hechos', 'lista')
  for i = 1, 3 do if there[i] ~= ARGV[6 + i] then return -1 end end
end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'epoca', ARGV[3], 'seq', ARGV[4], 'hechos', ARGV[5], 'lista', ARGV[6])`)

const fields = ['version', 'epoca', 'seq', 'hechos', 'lista'] as const

/** How far a projection is, beside what it holds: a server that lost its memory has lost this too. */
export const createMark = (
  client: Redis,
  name: ProjectionName,
  spaceOf: () => string,
): NonNullable<Target['mark']> & { lista(): Promise<boolean> } => {
  const keyOf = () => redisKeys(spaceOf()).projection(name)
  let connections = 0
  let readOn = 0
  client.on('ready', () => connections++)
  const run = createScript(client, keep)
  return {
    read: async (): Promise<Mark | undefined> => {
      readOn = connections
      const values = await client.hmget(keyOf(), ...fields)
      if (values.includes(null)) return undefined
      const [version = 0, epoca = 0, seq = 0, hechos = 0, lista = 0] = values.map(Number)
      return { version, epoca, seq, hechos, lista: lista === 1 }
    },
    keep: async ({ version, epoca, seq, hechos, lista }, turn, from) => {
      // A server that ended meanwhile may have lost what came after the mark as it still stands there.
      if (from && readOn !== connections) return false
      const expected = from ? [from.seq, from.hechos, Number(from.lista)] : []
      const answer = await run([keyOf()], [turn, version, epoca, seq, hechos, Number(lista), ...expected])
      if (answer === -1) return false
      expectTurn(answer, turn)
      return true
    },
    lista: async () => (await client.hget(keyOf(), 'lista')) === '1',
  }
}
