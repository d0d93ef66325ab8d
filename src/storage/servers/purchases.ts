import { NodoError } from '../../errors.ts'
import { type Compra, purchaseId } from '../../model/compra.ts'
import type { Id } from '../../model/primitives.ts'
import type { PurchaseStore } from '../../people/purchase-store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

export const createPurchases = (mongo: Mongo, units: Units, { contents, purchases }: Collections): PurchaseStore => ({
  ...reading({
    opened: async (usuarioId: Id, contenidoIds: readonly Id[]) => {
      const found = await purchases.byIds(contenidoIds.map((id) => purchaseId(usuarioId, id)))
      const open = new Set(found.map(({ contenido_id }) => contenido_id))
      return contenidoIds.filter((id) => open.has(id))
    },
    ofUser: async (usuarioId: Id, limit: number, cursor?: string) => {
      const found = await mongo
        .of('compras')
        .find({ usuario_id: usuarioId, 'propio.orden': { $lt: placeBefore(cursor).order } })
        .sort({ 'propio.orden': -1 })
        .limit(limit + 1)
        .toArray()
      const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
      return { rows: rows.map((one) => recordOf<Compra>(one)), next }
    },
  }),
  open: (given) =>
    units.run(async (unit) => {
      if (!(await contents.held(given.contenido_id, unit))) throw new NodoError('contenido_no_encontrado')
      return purchases.set(unit, given, () => ({}))
    }),
})
