import type { Contenido } from '../../model/contenido.ts'
import type { Id } from '../../model/primitives.ts'
import type { Seguimiento } from '../../model/seguimiento.ts'
import type { Seen } from '../../projections/projection.ts'
import { type Target, TurnTaken } from '../../projections/worker.ts'
import { feedMost } from '../feeds.ts'
import type { FeedSource } from './feeds.ts'
import type { RedisPart } from './redis.ts'
import { redisKeys } from './redis-keys.ts'
import { createMark, expectTurn, guarded } from './redis-mark.ts'
import { createScript } from './redis-script.ts'

/** Feeds that are written at the same time. */
const feedsAtOnce = 64
/** Longer than any worker can be held up: so long each feed refuses what comes of an earlier turn. */
const turnKeptMs = 3_600_000

/**
 * KEYS: the feed, the turn that wrote it last. Each feed is of a slot of its own, so each remembers its turn. Answers 1
 * where a full feed lost something: what then moves up is only in the documents.
 */
const write = `
local known = tonumber(redis.call('GET', KEYS[2]) or '0')
if known > tonumber(ARGV[1]) then return -known end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
if ARGV[4] == '1' then redis.call('DEL', KEYS[1]) end
local full, lost = redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]), false
for _, one in ipairs(cjson.decode(ARGV[5])) do
  local before = redis.call('ZSCORE', KEYS[1], one[1])
  if one[2] == false then
    redis.call('ZREM', KEYS[1], one[1])
    lost = lost or before
  else
    redis.call('ZADD', KEYS[1], one[2], one[1])
    lost = lost or (before and tonumber(before) > one[2])
  end
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
if full and lost then return 1 end
return 0`

/** Who made each content that stands in a feed: it is to leave, once it is gone, the feeds of those who followed. */
const remember = guarded(`
for _, one in ipairs(cjson.decode(ARGV[2])) do
  if one[2] then redis.call('HSET', KEYS[2], one[1], one[2]) else redis.call('HDEL', KEYS[2], one[1]) end
end`)
const forget = guarded(`redis.call('HDEL', KEYS[1], 'lista') redis.call('DEL', KEYS[2])`)

/** A content with its place, or false where it is to be in no feed. */
type Entry = [contenidoId: Id, orden: number | false]

/**
 * Feeds in Redis as a projection is applied to them. What is written is what the documents say now: a content to those
 * who follow its creator now, a feed from the whole of what its person follows now.
 */
export const createFeedTarget = ({ client }: RedisPart, source: FeedSource, spaceOf: () => string): Target => {
  const [writing, remembering, forgetting] = [
    createScript(client, write),
    createScript(client, remember),
    createScript(client, forget),
  ]
  const authors = () => `{${spaceOf()}}:user:feed:creadores`
  const markKey = () => redisKeys(spaceOf()).projection('feeds')

  const writeFeed = async (userId: Id, entries: readonly Entry[], whole: boolean, turn: number): Promise<boolean> => {
    const feed = redisKeys(spaceOf()).feed(userId)
    const args = [turn, turnKeptMs, feedMost, Number(whole), JSON.stringify(entries)]
    const answer = Number(await writing([feed, `${feed}:turno`], args))
    if (answer < 0) throw new TurnTaken(-answer)
    return answer === 1
  }
  const rememberAuthors = async (told: readonly [Id, Id | false][], turn: number): Promise<void> => {
    if (told.length > 0) expectTurn(await remembering([markKey(), authors()], [turn, JSON.stringify(told)]), turn)
  }

  const refresh = async (userId: Id, turn: number): Promise<void> => {
    const entries = await source.newest(userId, feedMost)
    await rememberAuthors(
      entries.map(({ contenido_id, creador_id }) => [contenido_id, creador_id]),
      turn,
    )
    await writeFeed(
      userId,
      entries.map(({ contenido_id, orden_nodo_ms }) => [contenido_id, orden_nodo_ms]),
      true,
      turn,
    )
  }
  const refreshAll = async (userIds: Iterable<Id>, turn: number): Promise<void> => {
    const waiting = [...userIds]
    const work = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) await refresh(id, turn)
    }
    await Promise.all(Array.from({ length: Math.min(feedsAtOnce / 8, waiting.length) }, work))
  }

  /** What each creator's followers are to be told: all of it goes to a feed at once. */
  const byCreator = async (seen: readonly Seen[], turn: number): Promise<Map<Id, Entry[]>> => {
    const contents = new Map(
      seen.flatMap(({ tipo, id, record }) => (tipo === 'contenidos' ? [[id, record as Contenido | undefined]] : [])),
    ) as Map<Id, Contenido | undefined>
    const ids = [...contents.keys()]
    const known = ids.length > 0 ? await client.hmget(authors(), ...ids) : []
    const told = new Map<Id, Entry[]>()
    const tell = (creatorId: Id | null | undefined, entry: Entry) => {
      if (creatorId != null) told.set(creatorId, [...(told.get(creatorId) ?? []), entry])
    }
    const remembered: [Id, Id][] = []
    for (const [i, id] of ids.entries()) {
      const [content, before] = [contents.get(id), known[i]]
      const published = content?.estado === 'publicado' ? content : undefined
      if (before !== content?.creador_id || !published) tell(before, [id, false])
      if (!published) continue
      tell(published.creador_id, [id, published.orden_nodo_ms])
      remembered.push([id, published.creador_id])
    }
    // Before it is in a feed; forgotten once it is in none.
    await rememberAuthors(remembered, turn)
    return told
  }

  return {
    mark: createMark(client, 'feeds', spaceOf),
    apply: async (seen, turn) => {
      const whole = new Set<Id>()
      for (const { tipo, id, record } of seen) {
        if (tipo === 'perfil') whole.add(id)
        if (tipo === 'seguimientos' && record) whole.add((record as Seguimiento).usuario_id)
      }
      for (const [creatorId, entries] of await byCreator(seen, turn))
        for await (const followers of source.followersOf(creatorId, feedsAtOnce))
          await Promise.all(
            followers.map(async (userId) => {
              if (!whole.has(userId) && (await writeFeed(userId, entries, false, turn))) whole.add(userId)
            }),
          )
      await refreshAll(whole, turn)
      const gone = seen.filter(({ tipo, record }) => tipo === 'contenidos' && !record)
      await rememberAuthors(
        gone.map(({ id }) => [id, false]),
        turn,
      )
    },
    // Each feed is written whole in a rebuild: nothing has to be taken away before.
    clear: async (turn) => expectTurn(await forgetting([markKey(), authors()], [turn]), turn),
  }
}
