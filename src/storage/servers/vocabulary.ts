import type { CountedTerm, TermKind, VocabularyStore } from '../../catalog/vocabulary-store.ts'
import type { Facetas } from '../../model/facetas.ts'
import type { Id } from '../../model/primitives.ts'
import { beginningsFrom, beginningsOf, termKeysOf, termOf } from '../../projections/vocabulary.ts'
import type { Target } from '../../projections/worker.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import type { Units } from './unit.ts'

/** Counts what contents name. Which terms each was counted for is kept, so that none is counted twice. */
export const createVocabularyTarget = ({ of }: Mongo, units: Units): Target => {
  const terms = of('vocabulario')
  const counted = of('vocabulario_de')
  return {
    apply: async (seen) => {
      const contents = seen.filter((one) => one.tipo === 'contenidos')
      const keysOf = new Map<Id, string[]>(contents.map(({ id, record }) => [id, termKeysOf(record)]))
      await units.run(async ({ session }) => {
        const changes = new Map<string, number>()
        const count = (keys: readonly string[], by: number) => {
          for (const key of keys) changes.set(key, (changes.get(key) ?? 0) + by)
        }
        const before = await counted.find({ _id: { $in: [...keysOf.keys()] } }, { session }).toArray()
        for (const { terminos } of before) count(terminos, -1)
        for (const keys of keysOf.values()) count(keys, 1)
        const writes = [...changes].flatMap(([key, by]) => {
          if (by === 0) return []
          const term = { ...termOf(key), comienzos: beginningsOf(termOf(key)) }
          const update = { $inc: { cuantos: by }, $setOnInsert: term }
          return [{ updateOne: { filter: { _id: key }, update, upsert: true } }]
        })
        if (writes.length > 0) {
          await terms.bulkWrite(writes as never, { session, ordered: false })
          await terms.deleteMany({ _id: { $in: [...changes.keys()] }, cuantos: 0 }, { session })
        }
        const kept = [...keysOf].map(([_id, terminos]) =>
          terminos.length === 0
            ? { deleteOne: { filter: { _id } } }
            : { replaceOne: { filter: { _id }, replacement: { terminos }, upsert: true } },
        )
        await counted.bulkWrite(kept as never, { session, ordered: false })
      })
    },
    clear: async () => {
      await Promise.all([terms.deleteMany({}), counted.deleteMany({})])
    },
  }
}

const fields = { _id: 0, campo: 1, valor: 1, cuantos: 1 }

export const createVocabulary = ({ of }: Mongo): VocabularyStore => {
  const terms = of('vocabulario')
  return reading({
    most: (campo: keyof Facetas, limit: number) =>
      terms
        .find({ campo }, { projection: fields })
        .sort({ cuantos: -1, valor: 1 })
        .limit(limit)
        .toArray() as Promise<never>,
    begunWith: async (kind: TermKind, written: string, limit: number) => {
      const range = beginningsFrom(kind, written)
      if (!range) return []
      // In the order of the index, which a sort by one of several values could not be read from.
      const match = { comienzos: { $elemMatch: { $gte: range.from, $lt: range.before } } }
      const found = await terms.find(match, { projection: fields, hint: 'comienzos' }).limit(limit).toArray()
      return found as unknown as CountedTerm[]
    },
  })
}
