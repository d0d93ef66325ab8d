import type { ContentStore, ContentWithCreator } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Id } from '../../model/primitives.ts'
import type { RedisPart } from './redis.ts'
import { redisKeys } from './redis-keys.ts'
import { createScript } from './redis-script.ts'

/** So long a content that was read is answered while MongoDB is away. */
const keptMs = 10 * 60_000

/**
 * Puts a content, or in its place only how new it is: what is older than what is there changes nothing, so that who read
 * it before a change does not bring it back.
 */
const put = `
local there = redis.call('GET', KEYS[1])
if there and tonumber(string.match(there, '^%d+')) > tonumber(ARGV[1]) then return end
redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'PX', ARGV[3])`

/**
 * Contents that were read lately, for when MongoDB does not answer. While it does, it is asked: so an answer is never
 * older than what was written, in this family as in the other.
 */
export const createContentCache = ({ client }: RedisPart, spaceOf: () => string) => {
  const putIn = createScript(client, put)
  const keep = (id: Id, lamport: number, text: string) => {
    putIn([redisKeys(spaceOf()).content(id)], [lamport, text, keptMs]).catch(() => undefined)
  }
  const find = async (id: Id): Promise<ContentWithCreator | undefined> => {
    const there = await client.get(redisKeys(spaceOf()).content(id)).catch(() => null)
    const text = there?.replace(/^\d+/, '')
    return text ? JSON.parse(text) : undefined
  }

  return {
    /** Forgets a content that is changed or removed in a unit under way; nobody waits for it. */
    changed: async (_unit: unknown, before: Contenido | undefined, after: Contenido | undefined): Promise<void> => {
      // A deletion is newer than what is deleted.
      if (before) keep(before.id, after?.lamport ?? before.lamport + 1, '')
    },
    /** @param isAway whether MongoDB is known not to answer: then nobody waits for it first */
    inFrontOf: (contents: ContentStore, isAway: () => boolean): ContentStore => ({
      ...contents,
      byId: async (id) => {
        const cached = isAway() ? await find(id) : undefined
        if (cached) return cached
        try {
          const found = await contents.byId(id)
          if (found) keep(id, found.contenido.lamport, JSON.stringify(found))
          return found
        } catch (error) {
          const known = error instanceof NodoError && error.code === 'servicio_no_disponible' && (await find(id))
          if (known) return known
          throw error
        }
      },
    }),
  }
}
export type ContentCache = ReturnType<typeof createContentCache>
