import type { RankingFilter, RankingStore } from '../../analytics/ranking-store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Kind, Seen } from '../../projections/projection.ts'
import type { Documents, Target } from '../../projections/worker.ts'
import { pageOfRows, placeBefore, type RowPlace } from '../cursor.ts'
import { createOrderedReads } from './ordered-set.ts'
import type { RedisPart } from './redis.ts'
import { askingRedis } from './redis-error.ts'
import { redisKeys } from './redis-keys.ts'
import { createMark, expectTurn, guarded } from './redis-mark.ts'
import { createScript } from './redis-script.ts'

const secondsOfARebuild = 5
/** So many contents are changed by one script, which holds the server up for a millisecond. */
const contentsAtOnce = 100
/** So many of a ranking are looked at at once for those that are of another one too. */
const lookedAtOnce = 500
const dimensions = ['categoria', 'region', 'tipo'] as const

/** What of a content stands in which rankings, in the order of `dimensions`. */
type Place = [categoria: string | null, region: string | null, tipo: string]

const namesOf = (keys: ReturnType<typeof redisKeys>, place: Place): string[] => [
  keys.ranking('global'),
  ...dimensions.flatMap((dimension, i) => {
    const value = place[i]
    return value == null ? [] : [keys.ranking(dimension, value)]
  }),
]

/** KEYS: mark, places, rankings. Each change: out of these rankings, into those, by their numbers among the keys. */
const change = guarded(`
for _, one in ipairs(cjson.decode(ARGV[2])) do
  for _, key in ipairs(one.out) do redis.call('ZREM', KEYS[key], one.id) end
  for _, key in ipairs(one.into) do redis.call('ZADD', KEYS[key], one.score, one.id) end
  if one.place then redis.call('HSET', KEYS[2], one.id, one.place) else redis.call('HDEL', KEYS[2], one.id) end
end`)
const forget = guarded(`
redis.call('HDEL', KEYS[1], 'lista')
for key = 2, #KEYS do redis.call('DEL', KEYS[key]) end`)

/** Where each content stands, so that it leaves the rankings that it no longer belongs to. */
const placesOf = (keys: ReturnType<typeof redisKeys>) => keys.ranking('lugares')

/**
 * The rankings in Redis as a projection is applied to them: a content's score is what its cells add up to now, so that a
 * change which comes twice, or late, changes nothing.
 */
export const createRankingTarget = ({ client }: RedisPart, documents: Documents, spaceOf: () => string): Target => {
  const [changing, forgetting] = [createScript(client, change), createScript(client, forget)]

  /** The records of one kind that were brought, and those of the other contents. */
  const recordsOf = async <T>(kind: Kind, seen: readonly Seen[], ids: readonly string[]): Promise<Map<string, T>> => {
    const brought = new Map(seen.filter(({ tipo }) => tipo === kind).map(({ id, record }) => [id, record]))
    const others = await documents.byIds(
      kind,
      ids.filter((id) => !brought.has(id)),
    )
    for (const one of others) brought.set(one.id, one as never)
    return brought as Map<string, T>
  }

  const changeThese = async (
    changes: readonly { id: string; place: Place | undefined; score: number }[],
    turn: number,
  ): Promise<void> => {
    const keys = redisKeys(spaceOf())
    const names = [keys.projection('rankings'), placesOf(keys)]
    const numberOf = (name: string) => {
      const known = names.indexOf(name)
      return (known < 0 ? names.push(name) - 1 : known) + 1
    }
    const before = await client.hmget(placesOf(keys), ...changes.map(({ id }) => id))
    const told = changes.map(({ id, place, score }, i) => {
      const old = before[i]
      const into = place ? namesOf(keys, place) : []
      const out = old ? namesOf(keys, JSON.parse(old) as Place).filter((name) => !into.includes(name)) : []
      return {
        ...{ id, score, out: out.map(numberOf), into: into.map(numberOf) },
        place: place ? JSON.stringify(place) : false,
      }
    })
    expectTurn(await changing(names, [turn, JSON.stringify(told)]), turn)
  }

  return {
    mark: createMark(client, 'rankings', spaceOf),
    apply: async (seen, turn) => {
      const ids = [...new Set(seen.map(({ id }) => id))]
      const [contents, views] = await Promise.all([
        recordsOf<Contenido | undefined>('contenidos', seen, ids),
        recordsOf<{ vistas: number } | undefined>('vistas', seen, ids),
      ])
      const changes = ids.map((id) => {
        const [content, score] = [contents.get(id), views.get(id)?.vistas ?? 0]
        const stands = content?.estado === 'publicado' && score > 0
        const place: Place | undefined = stands ? [content.categoria, content.region, content.tipo] : undefined
        return { id, place, score }
      })
      for (let i = 0; i < changes.length; i += contentsAtOnce)
        await changeThese(changes.slice(i, i + contentsAtOnce), turn)
    },
    clear: async (turn) => {
      const keys = redisKeys(spaceOf())
      const names = new Set([placesOf(keys)])
      for await (const entries of client.hscanStream(placesOf(keys), { count: lookedAtOnce }))
        for (let i = 1; i < entries.length; i += 2)
          for (const name of namesOf(keys, JSON.parse(entries[i]) as Place)) names.add(name)
      expectTurn(await forgetting([keys.projection('rankings'), ...names], [turn]), turn)
    },
  }
}

/** What reads rankings by their names. */
export const createRankReads = ({ client }: RedisPart, spaceOf: () => string) => {
  const mark = createMark(client, 'rankings', spaceOf)
  const namesFor = (filter: RankingFilter): string[] => {
    const keys = redisKeys(spaceOf())
    const names = dimensions.flatMap((dimension) => {
      const value = filter[dimension]
      return value === undefined ? [] : [keys.ranking(dimension, value)]
    })
    return names.length === 0 ? [keys.ranking('global')] : names
  }
  return askingRedis({
    /** @throws NodoError servicio_no_disponible while they are made anew */
    refuseWhileRebuilt: async () => {
      if (!(await mark.lista())) throw new NodoError('servicio_no_disponible', { retryAfterS: secondsOfARebuild })
    },
    read: createOrderedReads(client),
    /** The smallest of the rankings that all of what is asked for stands in. */
    smallest: async (filter: RankingFilter): Promise<string> => {
      const names = namesFor(filter)
      if (names.length === 1) return names[0] ?? ''
      const sizes = await Promise.all(names.map((name) => client.zcard(name)))
      return names[sizes.indexOf(Math.min(...sizes))] ?? ''
    },
    /** How often each was seen, 0 where it stands in no ranking. */
    scores: async (ids: readonly string[]): Promise<number[]> =>
      ids.length === 0 ? [] : (await client.zmscore(redisKeys(spaceOf()).ranking('global'), ...ids)).map(Number),
  })
}
export type RankReads = ReturnType<typeof createRankReads>

export const createRankings = ({ client }: RedisPart, ranks: RankReads, spaceOf: () => string): RankingStore =>
  askingRedis({
    page: async (filter: RankingFilter, limit: number, cursor?: string) => {
      let from = placeBefore(cursor)
      await ranks.refuseWhileRebuilt()
      const asked = dimensions.map((dimension) => filter[dimension])
      const several = asked.filter((value) => value !== undefined).length > 1
      const name = await ranks.smallest(filter)
      const found: RowPlace[] = []
      while (found.length <= limit) {
        const size = several ? lookedAtOnce : limit + 1
        const some = await ranks.read(name, from, size)
        const ids = some.map(({ id }) => id)
        const places = several && some[0] ? await client.hmget(placesOf(redisKeys(spaceOf())), ...ids) : []
        const isMeant = (_: RowPlace, i: number) => {
          const place = JSON.parse(places[i] ?? '[]') as Place
          return asked.every((value, n) => value === undefined || place[n] === value)
        }
        found.push(...(several ? some.filter(isMeant) : some))
        const last = some.at(-1)
        if (!last || some.length < size) break
        from = last
      }
      const page = pageOfRows(found.slice(0, limit + 1), limit, (place) => place)
      return { ...page, rows: page.rows.map(({ id, order }) => ({ contenido_id: id, puntaje: order })) }
    },
  })
