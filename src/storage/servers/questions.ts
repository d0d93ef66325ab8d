import { NodoError } from '../../errors.ts'
import type { EstadoPregunta, Pregunta } from '../../model/pregunta.ts'
import type { Id } from '../../model/primitives.ts'
import type { QuestionStore } from '../../room/question-store.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { personOf, withPerson } from './people.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

export const createQuestions = (
  mongo: Mongo,
  units: Units,
  { contents, lives, questions }: Collections,
): QuestionStore => {
  const documents = mongo.of('preguntas')
  const keep = keepAnswer(mongo)
  return {
    ...reading({
      of: async (liveId: Id, estado: EstadoPregunta | undefined, limit: number, cursor?: string) => {
        const asked = { transmision_id: liveId, ...(estado !== undefined && { estado }) }
        const found = await documents
          .aggregate([
            { $match: { ...asked, 'propio.orden': { $gt: placeAfter(cursor).order } } },
            { $sort: { 'propio.orden': 1 } },
            { $limit: limit + 1 },
            withPerson('usuario_id'),
          ])
          .toArray()
        const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
        return {
          rows: rows.map(({ persona, ...one }) => ({
            pregunta: recordOf<Pregunta>(one),
            autor: personOf(one.usuario_id, { persona }),
          })),
          next,
          total: await documents.countDocuments(asked),
        }
      },
    }),
    ask: (given, kept) =>
      units.run(async (unit) => {
        const live = await lives.byId(given.transmision_id, unit)
        if (!live || !(await contents.byId(live.contenido_id, unit))) throw new NodoError('transmision_no_encontrada')
        if (kept) await keep(unit, kept)
        return questions.insert(unit, given)
      }),
    decide: (liveId, id, estado, version) =>
      units.run(async (unit) => {
        const question = await questions.byId(id, unit)
        if (question?.transmision_id !== liveId) throw new NodoError('pregunta_no_encontrada')
        return questions.change(unit, question, { estado }, version)
      }),
  }
}
