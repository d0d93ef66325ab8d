import Type, { type Static } from 'typebox'
import { Id, Millis, Nullable, strict, Version } from './primitives.ts'

export const TipoNotificacion = Type.Union([
  Type.Literal('live_iniciada'),
  Type.Literal('contenido_publicado'),
  Type.Literal('contenido_listo'),
  Type.Literal('contenido_error'),
  Type.Literal('comentario'),
  Type.Literal('pregunta_respondida'),
  Type.Literal('donacion_prometida'),
  Type.Literal('donacion_confirmada'),
  Type.Literal('seguidor'),
  Type.Literal('colaboracion_propuesta'),
  Type.Literal('moderacion'),
  Type.Literal('sync_conflicto'),
  Type.Literal('disco_bajo'),
  Type.Literal('nodo_pendiente'),
  Type.Literal('clave_revocada'),
  Type.Literal('respaldo_fallido'),
])
export type TipoNotificacion = Static<typeof TipoNotificacion>

/** Something that a person is told. `datos.contenido_id`, where there is one, is the content that it is about. */
export const Notificacion = Type.Object({
  id: Id,
  usuario_id: Id,
  tipo: TipoNotificacion,
  datos: Type.Record(Type.String(), Type.Unknown()),
  creada_en: Millis,
  leida_en: Nullable(Millis),
  version: Version,
  lamport: Type.Integer(),
})
export type Notificacion = Static<typeof Notificacion>

export const NotificacionVista = Type.Omit(Notificacion, ['version', 'lamport'])
export type NotificacionVista = Static<typeof NotificacionVista>

/** Some of them, or all. */
export const CambioNotificaciones = Type.Union([
  Type.Object({ leidas: Type.Array(Id, { minItems: 1, maxItems: 500 }) }, strict),
  Type.Object({ todas: Type.Literal(true) }, strict),
])
export type CambioNotificaciones = Static<typeof CambioNotificaciones>
