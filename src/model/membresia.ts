import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Nullable, strict, Version } from './primitives.ts'

export const RolMembresia = Type.Union([Type.Literal('integrante'), Type.Literal('administra')])
export type RolMembresia = Static<typeof RolMembresia>

/** Whoever is named has to agree: until then it is only proposed. */
export const EstadoPropuesta = Type.Union([Type.Literal('propuesta'), Type.Literal('aceptada')])
export type EstadoPropuesta = Static<typeof EstadoPropuesta>

/** That a person belongs to a collective, is invited to, or no longer does. */
export const Membresia = Type.Object({
  id: Id,
  usuario_id: Id,
  colectivo_id: Id,
  rol: RolMembresia,
  estado: EstadoPropuesta,
  fecha_ingreso: Nullable(Millis),
  activo: Type.Boolean(),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Membresia = Static<typeof Membresia>

/** There is one record of a person and a collective, whichever box makes it. */
export const membershipId = (usuarioId: Id, colectivoId: Id): Id =>
  naturalId('membresias', `${usuarioId} ${colectivoId}`)

export const NuevaMembresia = Type.Object({ usuario_id: Id, rol: Type.Optional(RolMembresia) }, strict)
export type NuevaMembresia = Static<typeof NuevaMembresia>

/** Accepting is the invited person's, the role is for who administers to give. */
export const CambioMembresia = Type.Object(
  { estado: Type.Optional(Type.Literal('aceptada')), rol: Type.Optional(RolMembresia) },
  strict,
)
export type CambioMembresia = Static<typeof CambioMembresia>
