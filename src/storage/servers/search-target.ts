import type { NamedKind } from '../../catalog/name-store.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Dicho } from '../../model/dicho.ts'
import { nameWordsOf } from '../../projections/names.ts'
import { saidWordsOf } from '../../projections/said.ts'
import { keysOf } from '../../projections/search.ts'
import type { Target } from '../../projections/worker.ts'
import type { Mongo } from './mongo.ts'
import { namedCollections } from './names.ts'
import type { Units } from './unit.ts'

/** Where a record's own keys stand, and what they are. */
const placeOf = (tipo: string, record: object): [name: string, field: string, made: string[]] => {
  if (tipo === 'contenidos') return ['contenidos', 'propio.claves', keysOf(record as Contenido)]
  if (tipo === 'dichos') return ['dichos', 'propio.palabras', saidWordsOf(record as Dicho)]
  const kind = tipo as NamedKind
  return [namedCollections[kind], 'propio.palabras', nameWordsOf(kind, record as never)]
}

/**
 * The keys of search as a rebuild writes them, which stand in the documents: each change of a content writes its own, so
 * a content that was changed since it was read is left alone.
 */
export const createSearchTarget = ({ of }: Mongo, units: Units): Target => ({
  apply: async (seen) => {
    const writes = new Map<string, object[]>()
    for (const { tipo, id, lamport, record } of seen) {
      if (!record) continue
      const [name, field, made] = placeOf(tipo, record)
      const filter = { _id: id, lamport, [field]: { $ne: made } }
      writes.getOrInsert(name, []).push({ updateOne: { filter, update: { $set: { [field]: made } } } })
    }
    for (const [name, these] of writes)
      await units.run(async ({ session }) => {
        await of(name).bulkWrite(these as never, { session, ordered: false })
      })
  },
  // They are written over where they stand, so that no question meets a list without them.
  clear: async () => undefined,
})
