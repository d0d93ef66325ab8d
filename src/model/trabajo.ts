import Type, { type Static } from 'typebox'
import type { ErrorCode } from '../errors.ts'
import { Id, Millis, Nullable } from './primitives.ts'

export const TipoTrabajo = Type.Union([Type.Literal('grabacion'), Type.Literal('preparar')])
export type TipoTrabajo = Static<typeof TipoTrabajo>

export const EstadoTrabajo = Type.Union([
  Type.Literal('pendiente'),
  Type.Literal('en_curso'),
  Type.Literal('hecho'),
  Type.Literal('fallido'),
  Type.Literal('cancelado'),
])
export type EstadoTrabajo = Static<typeof EstadoTrabajo>

export const Trabajo = Type.Object({
  id: Id,
  tipo: TipoTrabajo,
  estado: EstadoTrabajo,
  progreso: Type.Number({ minimum: 0, maximum: 1 }),
  error: Nullable(Type.String({ description: 'in words' })),
  objeto_id: Id,
  pedido_por: Id,
  intentos: Type.Integer(),
  creado_en: Millis,
  terminado_en: Nullable(Millis),
})
export type Trabajo = Static<typeof Trabajo>

/** As it is kept: a lease that a killed process cannot hold longer than it lasts. */
export type TrabajoGuardado = Omit<Trabajo, 'error'> & {
  /** The code of what it failed of, or waits for: the words are made for whoever reads. */
  error: ErrorCode | null
  arriendo: string | null
  vence_nodo_ms: number | null
  disponible_nodo_ms: number
}
