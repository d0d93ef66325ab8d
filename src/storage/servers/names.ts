import type { NamedKind, NameStore } from '../../catalog/name-store.ts'
import { lookedAtMost, type NameFound, namesAsked, namesInOrder } from '../../projections/names.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'

/** Where the collections of what is found by its name are. */
export const namedCollections: Readonly<Record<NamedKind, string>> = {
  perfil: 'usuarios',
  listas: 'listas',
  programacion: 'programacion',
}

export const createNames = ({ of }: Mongo): NameStore => {
  const foundBy = async ({ word, from, before }: ReturnType<typeof namesAsked>[number], kind: NamedKind) => {
    // In the order of the index, which a sort by one of several values could not be read from.
    const match = { 'propio.palabras': { $elemMatch: { $gte: from, $lt: before } } }
    const found = await of(namedCollections[kind])
      .find(match, { projection: { 'propio.palabras': 1 }, hint: 'palabras' })
      .limit(lookedAtMost)
      .toArray()
    return found.map(({ _id, propio }): NameFound => ({ id: String(_id), whole: propio.palabras.includes(word) }))
  }
  return reading({
    having: async (kind: NamedKind, written: string, limit: number) =>
      namesInOrder(await Promise.all(namesAsked(written).map((word) => foundBy(word, kind))), limit),
  })
}
