import Type, { type Static } from 'typebox'
import { DurationMs, Id, Millis, Nullable, Prose, strict, Version } from './primitives.ts'
import { CreadorBreve } from './usuario.ts'

export const EstadoComentario = Type.Union([Type.Literal('visible'), Type.Literal('oculto')])
export type EstadoComentario = Static<typeof EstadoComentario>

/** What a person said about a content, or in the chat of its live. */
export const Comentario = Type.Object({
  id: Id,
  contenido_id: Id,
  usuario_id: Id,
  texto: Type.String(),
  fecha: Millis,
  es_live: Type.Boolean({ description: 'said while the live was on' }),
  transmision_id: Nullable(Id),
  minuto_ms: Nullable(DurationMs),
  estado: EstadoComentario,
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Comentario = Static<typeof Comentario>

/** A comment as a reader gets it. */
export const ComentarioVista = Type.Object({
  ...Type.Omit(Comentario, ['lamport']).properties,
  autor: CreadorBreve,
})
export type ComentarioVista = Static<typeof ComentarioVista>

export const NuevoComentario = Type.Object({ texto: Prose(2_000) }, strict)
export type NuevoComentario = Static<typeof NuevoComentario>

export const CambioComentario = Type.Object({ estado: EstadoComentario, version: Type.Optional(Version) }, strict)
