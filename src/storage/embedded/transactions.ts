import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { EstadoTransaccion, Transaccion } from '../../model/transaccion.ts'
import type { TransactionFilter } from '../../room/transaction-store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { openedBy, settled } from '../transactions.ts'
import { type Collections, transactionShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

const where = ({ usuario_id, creador_id, estado, tipo, desde, hasta }: TransactionFilter) => {
  const conditions: [condition: string, value: SQLInputValue | undefined][] = [
    ['t.usuario_id = ?', usuario_id],
    ['t.creador_id = ?', creador_id],
    ['t.estado = ?', estado],
    ['t.tipo = ?', tipo],
    ['t.fecha >= ?', desde],
    ['t.fecha < ?', hasta],
  ]
  const given = conditions.filter(([, value]) => value !== undefined)
  return {
    all: ['true', ...given.map(([condition]) => condition)].join(' AND '),
    values: given.map(([, value]) => value as SQLInputValue),
  }
}

export const transactionReads = (db: DatabaseSync): Reads['transactions'] => {
  const byId = db.prepare('SELECT * FROM transacciones WHERE id = ?')
  // Where a sum does not fit into an integer, total() is inexact, and sum() no answer.
  const received = (condition: string) =>
    db.prepare(
      `SELECT creador_id, strftime('%Y-%m', confirmada_en / 1000, 'unixepoch') AS mes, moneda, total(monto) AS monto,
         count(*) AS cuantas
       FROM transacciones WHERE estado = 'confirmada' AND confirmada_en IS NOT NULL ${condition}
       GROUP BY creador_id, mes, moneda ORDER BY creador_id, mes, moneda`,
    )
  const [ofAll, ofOne] = [received(''), received('AND creador_id = ?')]
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(transactionShape, row)
    },
    page: (filter, limit, cursor) => {
      const { all, values } = where(filter)
      const found = db
        .prepare(
          `SELECT t.*, coalesce(d.nombre, '') AS donante, coalesce(r.nombre, '') AS receptor FROM transacciones t
             LEFT JOIN usuarios d ON d.id = t.usuario_id LEFT JOIN usuarios r ON r.id = t.creador_id
           WHERE ${all} AND t.orden < ? ORDER BY t.orden DESC LIMIT ?`,
        )
        .all(...values, placeBefore(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return {
        rows: rows.map((row) => ({
          transaccion: recordOf(transactionShape, row),
          donante: { id: String(row.usuario_id), nombre: String(row.donante) },
          receptor: { id: String(row.creador_id), nombre: String(row.receptor) },
        })),
        next,
      }
    },
    totals: (filter) => {
      const { all, values } = where(filter)
      return db
        .prepare(
          `SELECT t.moneda, t.estado, total(t.monto) AS monto, count(*) AS cuantas FROM transacciones t WHERE ${all}
           GROUP BY t.moneda, t.estado ORDER BY t.moneda, t.estado`,
        )
        .all(...values)
        .map(({ moneda, estado, monto, cuantas }) => ({
          moneda: String(moneda),
          estado: estado as EstadoTransaccion,
          monto: Number(monto),
          cuantas: Number(cuantas),
        }))
    },
    monthly: (creadorId) =>
      (creadorId === undefined ? ofAll.all() : ofOne.all(creadorId)).map((row) => ({
        creador_id: String(row.creador_id),
        mes: String(row.mes),
        moneda: String(row.moneda),
        monto: Number(row.monto),
        cuantas: Number(row.cuantas),
      })),
  }
}

export const transactionWrites = (
  db: DatabaseSync,
  { accounts, contents, lives, purchases, transactions }: Collections,
): Writes['transactions'] => {
  const keep = keepAnswer(db)
  const opening = (transaction: Transaccion): Transaccion => {
    const opened = openedBy(transaction)
    if (opened && contents.byId(opened.contenido_id)) purchases.set(opened, () => ({}))
    return transaction
  }
  return {
    add: (given, kept) => {
      const { creador_id, transmision_id, contenido_id } = given
      if (!accounts.byId(creador_id)) throw new NodoError('usuario_no_encontrado')
      if (transmision_id !== null && !lives.byId(transmision_id)) throw new NodoError('transmision_no_encontrada')
      if (contenido_id !== null && !contents.byId(contenido_id)) throw new NodoError('contenido_no_encontrado')
      if (kept) keep(kept)
      return opening(transactions.insert(given))
    },
    settle: (id, settlement, version) => {
      const before = transactions.byId(id)
      if (!before) throw new NodoError('transaccion_no_encontrada')
      return opening(transactions.change(before, settled(before, settlement), version))
    },
  }
}
