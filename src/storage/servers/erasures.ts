import type { Id } from '../../model/primitives.ts'
import type { ErasureStore } from '../../sync/erasure-store.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'

/** In a database of its own, `{base}_olvidos`: who puts an older state of the base back leaves it alone. */
export const erasuresOf = ({ client, db }: Mongo) =>
  client.db(`${db.databaseName}_olvidos`).collection<{ _id: string }>('olvidos')

export const createErasures = (mongo: Mongo): ErasureStore => {
  const documents = erasuresOf(mongo)
  return reading({
    remember: async (usuarioId: Id) => {
      await documents.updateOne({ _id: usuarioId }, { $setOnInsert: { _id: usuarioId } }, { upsert: true })
    },
    after: async (usuarioId: Id | undefined, limit: number) => {
      const following = documents.find({ _id: { $gt: usuarioId ?? '' } })
      return (await following.sort({ _id: 1 }).limit(limit).toArray()).map(({ _id }) => _id)
    },
  })
}
