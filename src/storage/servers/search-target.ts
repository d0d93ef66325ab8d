import type { Contenido } from '../../model/contenido.ts'
import { keysOf } from '../../projections/search.ts'
import type { Target } from '../../projections/worker.ts'
import type { Mongo } from './mongo.ts'
import type { Units } from './unit.ts'

/**
 * The keys of search as a rebuild writes them, which stand in the documents: each change of a content writes its own, so
 * a content that was changed since it was read is left alone.
 */
export const createSearchTarget = ({ of }: Mongo, units: Units): Target => ({
  apply: async (seen) => {
    const writes = seen.flatMap(({ record }) => {
      if (!record) return []
      const content = record as Contenido
      const claves = keysOf(content)
      const filter = { _id: content.id, lamport: content.lamport, 'propio.claves': { $ne: claves } }
      return [{ updateOne: { filter, update: { $set: { 'propio.claves': claves } } } }]
    })
    if (writes.length > 0)
      await units.run(async ({ session }) => {
        await of('contenidos').bulkWrite(writes as never, { session, ordered: false })
      })
  },
  // They are written over where they stand, so that no question meets a list without them.
  clear: async () => undefined,
})
