import type { Document } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { EstadoTransaccion, Transaccion } from '../../model/transaccion.ts'
import type { TransactionFilter, TransactionStore } from '../../room/transaction-store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { openedBy, settled } from '../transactions.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { personOf, withPerson } from './people.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

const matching = ({ desde, hasta, ...asked }: TransactionFilter): Document => ({
  ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)),
  ...((desde !== undefined || hasta !== undefined) && {
    fecha: { ...(desde !== undefined && { $gte: desde }), ...(hasta !== undefined && { $lt: hasta }) },
  }),
})

const counted = { monto: { $sum: '$monto' }, cuantas: { $sum: 1 } }

const transactionReads = ({ of }: Mongo) => {
  const documents = of('transacciones')
  return reading({
    page: async (filter: TransactionFilter, limit: number, cursor?: string) => {
      const found = await documents
        .aggregate([
          { $match: { ...matching(filter), 'propio.orden': { $lt: placeBefore(cursor).order } } },
          { $sort: { 'propio.orden': -1 } },
          { $limit: limit + 1 },
          withPerson('usuario_id', 'donante'),
          withPerson('creador_id', 'receptor'),
        ])
        .toArray()
      const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
      return {
        rows: rows.map(({ donante, receptor, ...one }) => ({
          transaccion: recordOf<Transaccion>(one),
          donante: personOf(one.usuario_id, { persona: donante }),
          receptor: personOf(one.creador_id, { persona: receptor }),
        })),
        next,
      }
    },
    totals: async (filter: TransactionFilter) => {
      const ofSomebody = filter.usuario_id !== undefined || filter.creador_id !== undefined
      const stages = [
        { $match: matching(filter) },
        { $group: { _id: { moneda: '$moneda', estado: '$estado' }, ...counted } },
        { $sort: { '_id.moneda': 1, '_id.estado': 1 } },
      ]
      const found = await documents.aggregate(stages, ofSomebody ? {} : { hint: 'sumas' }).toArray()
      return found.map(({ _id, monto, cuantas }) => ({
        moneda: String(_id.moneda),
        estado: _id.estado as EstadoTransaccion,
        monto: Number(monto),
        cuantas: Number(cuantas),
      }))
    },
    monthly: async (creadorId?: Id) => {
      const mes = { $dateToString: { format: '%Y-%m', date: { $toDate: '$confirmada_en' } } }
      const confirmed = { estado: 'confirmada', confirmada_en: { $ne: null } }
      const found = await documents
        .aggregate([
          { $match: creadorId === undefined ? confirmed : { ...confirmed, creador_id: creadorId } },
          { $group: { _id: { creador_id: '$creador_id', mes, moneda: '$moneda' }, ...counted } },
          { $sort: { '_id.creador_id': 1, '_id.mes': 1, '_id.moneda': 1 } },
        ])
        .toArray()
      return found.map(({ _id, monto, cuantas }) => ({
        creador_id: String(_id.creador_id),
        mes: String(_id.mes),
        moneda: String(_id.moneda),
        monto: Number(monto),
        cuantas: Number(cuantas),
      }))
    },
  })
}

export const createTransactions = (
  mongo: Mongo,
  units: Units,
  { accounts, contents, lives, purchases, transactions }: Collections,
): TransactionStore => {
  const keep = keepAnswer(mongo)
  const opening = async (unit: Unit, transaction: Transaccion): Promise<Transaccion> => {
    const opened = openedBy(transaction)
    if (opened && (await contents.byId(opened.contenido_id, unit))) await purchases.set(unit, opened, () => ({}))
    return transaction
  }
  return {
    ...transactionReads(mongo),
    ...reading({ byId: (id: Id) => transactions.byId(id) }),
    add: (given, kept) =>
      units.run(async (unit) => {
        const { creador_id, transmision_id, contenido_id } = given
        if (!(await accounts.byId(creador_id, unit))) throw new NodoError('usuario_no_encontrado')
        if (transmision_id !== null && !(await lives.byId(transmision_id, unit)))
          throw new NodoError('transmision_no_encontrada')
        if (contenido_id !== null && !(await contents.byId(contenido_id, unit)))
          throw new NodoError('contenido_no_encontrado')
        if (kept) await keep(unit, kept)
        return opening(unit, await transactions.insert(unit, given))
      }),
    settle: (id, settlement, version) =>
      units.run(async (unit) => {
        const before = await transactions.byId(id, unit)
        if (!before) throw new NodoError('transaccion_no_encontrada')
        return opening(unit, await transactions.change(unit, before, settled(before, settlement), version))
      }),
  }
}
