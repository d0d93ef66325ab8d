import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Nullable, Version } from './primitives.ts'

export const TipoTransaccion = Type.Union([
  Type.Literal('donacion'),
  Type.Literal('compra'),
  Type.Literal('suscripcion'),
])
export type TipoTransaccion = Static<typeof TipoTransaccion>

export const MetodoPago = Type.Union([
  Type.Literal('efectivo'),
  Type.Literal('transferencia'),
  Type.Literal('pasarela'),
])
export type MetodoPago = Static<typeof MetodoPago>

export const EstadoTransaccion = Type.Union([
  Type.Literal('prometida'),
  Type.Literal('confirmada'),
  Type.Literal('anulada'),
])
export type EstadoTransaccion = Static<typeof EstadoTransaccion>

/** In minor units of its currency; so far below 2^53 that sums of them stay whole. */
export const Monto = Type.Integer({ minimum: 1, maximum: 1e12 })
export const Moneda = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' })

/** Money that a person promised or gave to another. */
export const Transaccion = Type.Object({
  id: Id,
  usuario_id: Type.String({ ...Id, description: 'who gives' }),
  creador_id: Type.String({ ...Id, description: 'who receives' }),
  tipo: TipoTransaccion,
  monto: Monto,
  moneda: Moneda,
  fecha: Millis,
  metodo_pago: MetodoPago,
  estado: EstadoTransaccion,
  referencia_pago: Nullable(Type.String()),
  confirmada_en: Nullable(Millis),
  confirmada_por: Nullable(Id),
  transmision_id: Nullable(Id),
  contenido_id: Nullable(Id),
  mensaje: Nullable(Type.String()),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Transaccion = Static<typeof Transaccion>

/** Of which month of UTC (`2026-12`) what somebody received in one currency is counted together. */
export interface MesRecibido {
  creador_id: Id
  mes: string
  moneda: string
}

/** What somebody received in a month: confirmed, by when it was. */
export interface TotalMensual extends MesRecibido {
  monto: number
  cuantas: number
}

export const monthId = ({ creador_id, mes, moneda }: MesRecibido): Id =>
  naturalId('transacciones', `${creador_id} ${mes} ${moneda}`)
