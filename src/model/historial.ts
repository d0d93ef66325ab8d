import Type, { type Static } from 'typebox'
import { ContenidoBreve } from './contenido.ts'
import { naturalId } from './ids.ts'
import { DurationMs, Id, Millis, Nullable, Version } from './primitives.ts'
import { TipoReaccion } from './reaccion.ts'

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

/** A row of what a person did with contents; what does not belong to its kind is null. */
export const HistorialVista = Type.Object({
  contenido_id: Id,
  contenido: Nullable(ContenidoBreve),
  fecha: Millis,
  posicion_ms: Nullable(DurationMs),
  duracion_vista_ms: Nullable(DurationMs),
  porcentaje: Nullable(Type.Number()),
  completado: Nullable(Type.Boolean()),
  veces: Nullable(Type.Integer()),
  dispositivo: Nullable(Type.String()),
  reaccion: Nullable(TipoReaccion),
  texto: Nullable(Type.String({ description: 'of a comment' })),
})
export type HistorialVista = Static<typeof HistorialVista>
