import Type, { type Static } from 'typebox'
import { Id, Line, Millis, Nullable, Region, Version } from './primitives.ts'

export const EstadoNodo = Type.Union([Type.Literal('pendiente'), Type.Literal('activo'), Type.Literal('revocado')])
export type EstadoNodo = Static<typeof EstadoNodo>

/** What a node still has to send, by class of what travels. */
export const ColaNodo = Type.Record(
  Type.String(),
  Type.Object({ elementos: Type.Integer({ minimum: 0 }), bytes: Type.Integer({ minimum: 0 }) }),
)
export type ColaNodo = Static<typeof ColaNodo>

/** A node as the centre knows it. */
export const Nodo = Type.Object({
  id: Id,
  nombre: Line(80),
  region: Nullable(Region),
  rol: Type.Union([Type.Literal('nodo'), Type.Literal('central')]),
  clave_publica: Type.String({ minLength: 1, description: 'Ed25519, base64url' }),
  estado: EstadoNodo,
  visto_en: Nullable(Millis),
  version_software: Nullable(Type.String()),
  cola: ColaNodo,
  version: Version,
  lamport: Type.Integer(),
})
export type Nodo = Static<typeof Nodo>
