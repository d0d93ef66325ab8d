import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { DurationMs, Id, Millis, Nullable, Version } from './primitives.ts'

/** How far a person has seen or heard a content. It never leaves this box. */
export const Historial = Type.Object({
  id: Id,
  usuario_id: Id,
  contenido_id: Id,
  posicion_ms: DurationMs,
  duracion_vista_ms: DurationMs,
  porcentaje: Type.Number({ minimum: 0, maximum: 100, description: 'the furthest that was reached' }),
  completado: Type.Boolean(),
  veces: Type.Integer({ minimum: 1 }),
  fecha_ultima_vista: Millis,
  dispositivo: Nullable(Type.String()),
  version: Version,
  lamport: Type.Integer(),
})
export type Historial = Static<typeof Historial>

/** There is one record of a person and a content. */
export const playId = (usuarioId: Id, contenidoId: Id): Id => naturalId('historial', `${usuarioId} ${contenidoId}`)
