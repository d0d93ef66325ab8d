import type { Document } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { ListaGuardada } from '../../model/lista.ts'
import type { Id } from '../../model/primitives.ts'
import type { ListStore } from '../../people/store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { edited, shared } from '../lists.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** Takes a content out of every list. */
export const takeOutOfLists =
  ({ of }: Mongo, { lists }: Collections) =>
  async (unit: Unit, contenidoId: Id): Promise<void> => {
    const holding = { 'contenidos.contenido_id': contenidoId }
    for (const document of await of('listas').find(holding, { session: unit.session }).toArray()) {
      const list = recordOf<ListaGuardada>(document)
      await lists.change(unit, list, edited(list, { quitar: [contenidoId] }, undefined))
    }
  }

const listReads = ({ of }: Mongo, { lists }: Collections) => {
  const page = async (asked: Document, limit: number, cursor?: string) => {
    const found = await of('listas')
      .find({ ...asked, 'propio.orden': { $lt: placeBefore(cursor).order } })
      .sort({ 'propio.orden': -1 })
      .limit(limit + 1)
      .toArray()
    const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
    return { rows: rows.map((one) => recordOf<ListaGuardada>(one)), next }
  }
  return reading({
    byId: (id: Id) => lists.byId(id),
    ofUser: (filter: { usuario_id: Id; publicOnly: boolean }, limit: number, cursor?: string) =>
      page({ usuario_id: filter.usuario_id, ...(filter.publicOnly && { publica: true }) }, limit, cursor),
    sharedWith: (usuarioId: Id, limit: number, cursor?: string) =>
      page({ 'colaboradores.usuario_id': usuarioId }, limit, cursor),
  })
}

export const createLists = (mongo: Mongo, units: Units, collections: Collections): ListStore => {
  const { accounts, contents, lists } = collections
  const keep = keepAnswer(mongo)
  const existing = async (unit: Unit, id: Id): Promise<ListaGuardada> => {
    const list = await lists.byId(id, unit)
    if (!list) throw new NodoError('lista_no_encontrada')
    return list
  }
  return {
    ...listReads(mongo, collections),
    create: (list, kept) =>
      units.run(async (unit) => {
        await lists.insert(unit, list)
        if (kept) await keep(unit, kept)
      }),
    edit: (id, edit, version) =>
      units.run(async (unit) => {
        const list = await existing(unit, id)
        for (const { contenido_id } of edit.agregar ?? [])
          if (!(await contents.byId(contenido_id, unit))) throw new NodoError('contenido_no_encontrado')
        return lists.change(unit, list, edited(list, edit, version))
      }),
    share: (id, usuarioId, permiso) =>
      units.run(async (unit) => {
        const list = await existing(unit, id)
        if (permiso !== null && !(await accounts.byId(usuarioId, unit))) throw new NodoError('usuario_no_encontrado')
        return lists.change(unit, list, shared(list, usuarioId, permiso))
      }),
    remove: (id) => units.run(async (unit) => lists.remove(unit, await existing(unit, id))),
  }
}
