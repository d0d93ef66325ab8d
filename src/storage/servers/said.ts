import type { Said, SaidStore } from '../../catalog/said-store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import { type Dicho, saidId } from '../../model/dicho.ts'
import { isSaidIn, phraseOf, saidAsked } from '../../projections/said.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

const field = 'propio.palabras'
const hint = 'palabras'
/** Words are told apart by how many records have them up to here. */
const sizedMost = 2_000

export const createSaid = ({ of }: Mongo, units: Units, { contents, said }: Collections): SaidStore => {
  const records = of('dichos')
  /** The rarest word first: by it the index is gone through. */
  const byRarity = async (words: readonly string[]): Promise<string[]> => {
    const sized = words.map(async (word) => ({
      word,
      size: await records.countDocuments({ [field]: word }, { hint, limit: sizedMost }),
    }))
    return (await Promise.all(sized)).sort((a, b) => a.size - b.size).map(({ word }) => word)
  }
  return {
    ...reading({
      having: async (written: string, limit: number): Promise<Said[]> => {
        const words = saidAsked(written)
        const [rarest, ...others] = words.length > 1 ? await byRarity(words) : words
        const found: Said[] = []
        if (rarest === undefined) return found
        // In a form for which the server knows no way through the index.
        const also = others.map((word) => ({ [field]: { $not: { $nin: [word] } } }))
        const rows = records.aggregate(
          [
            { $match: { $and: [{ [field]: rarest }, ...also] } },
            { $sort: { 'propio.orden': -1 } },
            {
              $lookup: {
                from: 'contenidos',
                localField: 'contenido_id',
                foreignField: '_id',
                pipeline: [{ $project: { estado: 1, subtitulos: 1 } }],
                as: 'de',
              },
            },
            { $unset: 'propio' },
          ],
          { hint, batchSize: limit },
        )
        for await (const { de, ...row } of rows) {
          const record = recordOf<Dicho>(row)
          const phrase = de[0] && isSaidIn(de[0] as Contenido, record) ? phraseOf(record, words) : undefined
          if (phrase) found.push(phrase)
          if (found.length === limit) break
        }
        return found
      },
    }),
    put: (given) =>
      units.run(async (unit) => {
        if (!(await contents.held(given.contenido_id, unit))) throw new NodoError('contenido_no_encontrado')
        await said.set(unit, given, (_before, { url, frases }) => ({ url, frases }))
      }),
    remove: (contenidoId, idioma) =>
      units.run(async (unit) => {
        const known = await said.byId(saidId(contenidoId, idioma), unit)
        if (known) await said.remove(unit, known)
      }),
  }
}
