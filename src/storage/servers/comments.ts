import type { Document } from 'mongodb'
import type { CommentFilter, CommentStore, CommentWithAuthor } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Comentario } from '../../model/comentario.ts'
import type { Id } from '../../model/primitives.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { personOf, withPerson } from './people.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

const withAuthor = ({ persona, ...one }: Document): CommentWithAuthor => ({
  comentario: recordOf<Comentario>(one),
  autor: personOf(one.usuario_id, { persona }),
})

const placeOf = ({ _id, propio }: Document) => ({ order: Number(propio.orden), id: String(_id) })
const newestFirst = { 'propio.orden': -1 } as const
const before = (cursor: string | undefined) => ({ 'propio.orden': { $lt: placeBefore(cursor).order } })

const commentReads = ({ of }: Mongo) => {
  const documents = of('comentarios')
  return reading({
    byId: async (id: Id) => {
      const [found] = await documents.aggregate([{ $match: { _id: id } }, withPerson('usuario_id')]).toArray()
      return found && withAuthor(found)
    },
    page: async ({ contenido_id, es_live, visibleOnly }: CommentFilter, limit: number, cursor?: string) => {
      const asked = {
        contenido_id,
        ...(es_live !== undefined && { es_live }),
        ...(visibleOnly && { estado: 'visible' }),
      }
      const found = await documents
        .aggregate([
          { $match: { ...asked, ...before(cursor) } },
          { $sort: newestFirst },
          { $limit: limit + 1 },
          withPerson('usuario_id'),
        ])
        .toArray()
      const { rows, next } = pageOfRows(found, limit, placeOf)
      return { rows: rows.map(withAuthor), next, total: await documents.countDocuments(asked) }
    },
    ofUser: async (usuarioId: Id, limit: number, cursor?: string) => {
      const found = await documents
        .find({ usuario_id: usuarioId, ...before(cursor) })
        .sort(newestFirst)
        .limit(limit + 1)
        .toArray()
      const { rows, next } = pageOfRows(found, limit, placeOf)
      return { rows: rows.map((one) => recordOf<Comentario>(one)), next }
    },
    counts: async (contenidoIds: readonly Id[]) => {
      const stages = [
        { $match: { contenido_id: { $in: [...contenidoIds] }, estado: 'visible' } },
        { $group: { _id: '$contenido_id', n: { $sum: 1 } } },
      ]
      const found = await documents.aggregate(stages).toArray()
      return found.map(({ _id, n }) => ({ contenido_id: String(_id), comentarios: Number(n) }))
    },
  })
}

export const createComments = (mongo: Mongo, units: Units, { contents, comments }: Collections): CommentStore => {
  const keep = keepAnswer(mongo)
  const existing = async (unit: Unit, id: Id) => {
    const comment = await comments.byId(id, unit)
    if (!comment) throw new NodoError('comentario_no_encontrado')
    return comment
  }
  return {
    ...commentReads(mongo),
    append: (comment, kept) =>
      units.run(async (unit) => {
        if (!(await contents.byId(comment.contenido_id, unit))) throw new NodoError('contenido_no_encontrado')
        if (kept) await keep(unit, kept)
        return comments.insert(unit, comment)
      }),
    setState: (id, estado, version) =>
      units.run(async (unit) => comments.change(unit, await existing(unit, id), { estado }, version)),
    remove: (id) => units.run(async (unit) => comments.remove(unit, await existing(unit, id))),
  }
}
