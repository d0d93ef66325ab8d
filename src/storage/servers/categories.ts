import type { CategoryStore } from '../../catalog/category-store.ts'
import { type Categoria, firstCategories } from '../../model/categoria.ts'
import { changedCategory } from '../categories.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf } from './records.ts'
import type { Units } from './unit.ts'

const documentOf = (category: Categoria) => ({ _id: category.codigo, ...category })

/** Keeps the first set where there are no categories. */
export const establishCategories = async ({ of }: Mongo): Promise<void> => {
  if (await of('categorias').findOne({})) return
  const first = firstCategories.map((category) => {
    const { _id, ...fields } = documentOf(category)
    return { updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true } }
  })
  await of('categorias').bulkWrite(first)
}

export const createCategories = ({ of }: Mongo, units: Units): CategoryStore => {
  const documents = of('categorias')
  return {
    ...reading({
      all: async () => {
        const found = await documents.find().sort({ orden: 1, _id: 1 }).toArray()
        return found.map((document) => fieldsOf<Categoria>(document))
      },
    }),
    put: (given, version) =>
      units.run(async ({ session }) => {
        const found = await documents.findOne({ _id: given.codigo }, { session })
        const before = found ? fieldsOf<Categoria>(found) : undefined
        const changed = changedCategory(before, given, version)
        if (changed) await documents.replaceOne({ _id: given.codigo }, changed, { upsert: true, session })
        return changed ?? before ?? given
      }),
    adopt: (set, nodoId) =>
      units.run(async ({ session }) => {
        await documents.deleteMany({ nodo_id: { $ne: nodoId } }, { session })
        for (const category of set)
          await documents.replaceOne({ _id: category.codigo }, category, { upsert: true, session })
      }),
  }
}
