import { isDeepStrictEqual } from 'node:util'
import { NodoError } from '../errors.ts'
import { type Compra, purchaseId } from '../model/compra.ts'
import { type MesRecibido, monthId, type Transaccion } from '../model/transaccion.ts'
import type { Settlement } from '../room/transaction-store.ts'

/** What changes with money, whichever family keeps it. */

/** @throws NodoError transaccion_resuelta */
export const settled = (
  before: Transaccion,
  { estado, por, en, referencia_pago = before.referencia_pago ?? undefined }: Settlement,
): Partial<Transaccion> => {
  if (before.estado !== 'prometida') throw new NodoError('transaccion_resuelta')
  const confirmed = estado === 'confirmada' ? { confirmada_en: en, confirmada_por: por } : {}
  return { estado, ...(referencia_pago !== undefined && { referencia_pago }), ...confirmed }
}

/** What a confirmed purchase opens. */
export const openedBy = ({
  id,
  usuario_id,
  contenido_id,
  tipo,
  estado,
  fecha,
  confirmada_en,
}: Transaccion): Compra | undefined =>
  tipo === 'compra' && estado === 'confirmada' && contenido_id !== null
    ? {
        id: purchaseId(usuario_id, contenido_id),
        usuario_id,
        contenido_id,
        transaccion_id: id,
        fecha: confirmada_en ?? fecha,
        version: 1,
        lamport: 0,
      }
    : undefined

/** The total that it counts in, and with how much. */
const countedIn = (one: Transaccion | undefined): (MesRecibido & { monto: number }) | undefined => {
  if (one?.estado !== 'confirmada' || one.confirmada_en === null) return undefined
  const { creador_id, moneda, monto, confirmada_en } = one
  return { creador_id, mes: new Date(confirmada_en).toISOString().slice(0, 7), moneda, monto }
}

/** The rows of the log that tell which totals are others now. */
export const monthsToTell = (before: Transaccion | undefined, after: Transaccion | undefined) => {
  const [was, is] = [countedIn(before), countedIn(after)]
  if (isDeepStrictEqual(was, is)) return []
  const months = [was, is].flatMap((one) => one ?? [])
  return months.map(({ monto, ...month }) => ({
    tipo: 'transacciones',
    id_registro: monthId(month),
    accion: 'patch' as const,
    base: 0,
    datos: month,
  }))
}
