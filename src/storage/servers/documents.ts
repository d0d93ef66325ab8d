import type { Kind } from '../../projections/projection.ts'
import type { Documents } from '../../projections/worker.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'

/** The documents as projections read them, by their kind in the diario. */
export const createDocuments = ({ of }: Mongo, collections: Collections): Documents => {
  const byKind = new Map<string, Collections[keyof Collections]>(
    Object.values(collections).map((collection) => [collection.tipo, collection]),
  )
  const collectionOf = (kind: Kind) => {
    const collection = byKind.get(kind)
    if (!collection) throw new Error(`no collection tells ${kind}`)
    return collection
  }
  /** What the cells of contents add up to, from an index alone. */
  const viewsOf = async (ids: readonly string[]) => {
    const sum = { _id: '$contenido_id', vistas: { $sum: '$vistas' } }
    const cells = [{ $match: { contenido_id: { $in: [...ids] } } }, { $group: sum }]
    const found = await of('vistas').aggregate(cells, { hint: 'sumas' }).toArray()
    return found.map(({ _id, vistas }) => ({ id: String(_id), lamport: 0, vistas: Number(vistas) }))
  }
  return {
    byIds: (kind, ids) => (kind === 'vistas' ? viewsOf(ids) : collectionOf(kind).byIds(ids)),
    after: (kind, id, limit) => collectionOf(kind).after(id, limit),
    count: (kind) => collectionOf(kind).count(),
  }
}
