import { NodoError } from '../../errors.ts'
import type { Conflicto, EstadoConflicto } from '../../model/conflicto.ts'
import type { ConflictStore } from '../../sync/conflict-store.ts'
import { metAgain, resolved, takenOver } from '../conflicts.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import type { Synced } from '../synced.ts'
import type { Collection } from './collection.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

export const createConflicts = (mongo: Mongo, units: Units, collections: Collections): ConflictStore => {
  const { conflicts } = collections
  const documents = mongo.of('conflictos')
  return {
    ...reading({
      page: async (estado: EstadoConflicto, limit: number, cursor?: string) => {
        const found = await documents
          .find({ estado, 'propio.orden': { $gt: placeAfter(cursor).order } })
          .sort({ 'propio.orden': 1 })
          .limit(limit + 1)
          .toArray()
        const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
        const total = await documents.countDocuments({ estado })
        return { rows: rows.map((one) => recordOf<Conflicto>(one)), next, total }
      },
    }),
    add: (given) =>
      units.run(async (unit) => {
        const { tipo, id_registro } = given
        const waiting = await documents.findOne({ tipo, id_registro, estado: 'pendiente' }, { session: unit.session })
        if (waiting) return conflicts.change(unit, recordOf<Conflicto>(waiting), metAgain(given))
        return (await conflicts.byId(given.id, unit)) ?? conflicts.insert(unit, given)
      }),
    resolve: (id, choice, act, version) =>
      units.run(async (unit) => {
        const conflict = await conflicts.byId(id, unit)
        if (!conflict) throw new NodoError('conflicto_no_encontrado')
        if (conflict.estado === 'resuelto') throw new NodoError('conflicto_resuelto')
        const after = await conflicts.change(unit, conflict, resolved(conflict, choice, act), version)
        const records = Object.values(collections).find(({ tipo }) => tipo === conflict.tipo) as
          | Collection<Synced>
          | undefined
        const record = await records?.byId(conflict.id_registro, unit)
        if (record) await records?.change(unit, record, takenOver(conflict, choice))
        return after
      }),
  }
}
