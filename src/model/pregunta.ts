import Type, { type Static } from 'typebox'
import { Id, Millis, Version } from './primitives.ts'

export const EstadoPregunta = Type.Union([
  Type.Literal('pendiente'),
  Type.Literal('respondida'),
  Type.Literal('descartada'),
])
export type EstadoPregunta = Static<typeof EstadoPregunta>

/** What a person asks who presents a live. */
export const Pregunta = Type.Object({
  id: Id,
  transmision_id: Id,
  usuario_id: Id,
  texto: Type.String(),
  fecha: Millis,
  estado: EstadoPregunta,
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Pregunta = Static<typeof Pregunta>
