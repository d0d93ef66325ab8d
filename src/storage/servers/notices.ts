import type { Notificacion } from '../../model/notificacion.ts'
import type { Id } from '../../model/primitives.ts'
import type { NoticeStore } from '../../people/store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** Forgets every notice that is about a content. */
export const eraseNoticesOf =
  ({ of }: Mongo) =>
  async ({ session }: Unit, contenidoId: Id): Promise<void> => {
    await of('notificaciones').deleteMany({ 'datos.contenido_id': contenidoId }, { session })
  }

/** Keeps notices for those who want their kind, each once, and says for whom. */
export const addNotices = (mongo: Mongo, { notices }: Pick<Collections, 'notices'>) => {
  /** The notices of those whom they are for that want their kind. */
  const wanted = async ({ session }: Unit, given: readonly Notificacion[]) => {
    const ids = [...new Set(given.map(({ usuario_id }) => usuario_id))]
    const projection = { 'preferencias.notificaciones': 1 }
    const people = await mongo
      .of('usuarios')
      .find({ _id: { $in: ids }, activo: true }, { session, projection })
      .toArray()
    const wishes = new Map(people.map(({ _id, preferencias }) => [_id, preferencias.notificaciones]))
    return given.filter(({ usuario_id, tipo }) => wishes.has(usuario_id) && wishes.get(usuario_id)[tipo] !== false)
  }

  return async (unit: Unit, given: readonly Notificacion[]): Promise<Set<Id>> => {
    const byId = new Map((await wanted(unit, given)).map((notice) => [notice.id, notice]))
    const known = await mongo
      .of('notificaciones')
      .find({ _id: { $in: [...byId.keys()] } }, { session: unit.session, projection: { _id: 1 } })
      .toArray()
    for (const { _id } of known) byId.delete(_id)
    await notices.insertMany(unit, [...byId.values()])
    return new Set([...byId.values()].map(({ usuario_id }) => usuario_id))
  }
}

export const createNotices = (
  mongo: Mongo,
  units: Units,
  collections: Collections,
  told: (usuarioIds: ReadonlySet<Id>) => void,
): NoticeStore => {
  const add = addNotices(mongo, collections)
  const documents = mongo.of('notificaciones')
  const unread = (usuarioId: Id) => ({ usuario_id: usuarioId, leida_en: null })

  return {
    ...reading({
      page: async (usuarioId: Id, limit: number, cursor?: string) => {
        const found = await documents
          .find({ usuario_id: usuarioId, 'propio.orden': { $lt: placeBefore(cursor).order } })
          .sort({ 'propio.orden': -1 })
          .limit(limit + 1)
          .toArray()
        const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
        const sin_leer = await documents.countDocuments(unread(usuarioId))
        return { rows: rows.map((one) => recordOf<Notificacion>(one)), next, sin_leer }
      },
    }),
    add: async (given) => told(await units.run((unit) => add(unit, given))),
    markRead: (usuarioId, at, ids) =>
      units.run(async ({ session }) => {
        const asked = { ...unread(usuarioId), ...(ids && { _id: { $in: [...ids] } }) }
        await documents.updateMany(asked, { $set: { leida_en: at } }, { session })
        return documents.countDocuments(unread(usuarioId), { session })
      }),
  }
}
