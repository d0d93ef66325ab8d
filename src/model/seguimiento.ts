import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Nullable, Version } from './primitives.ts'
import { CreadorBreve } from './usuario.ts'

/** That a person follows a creator, or no longer does. */
export const Seguimiento = Type.Object({
  id: Id,
  usuario_id: Id,
  creador_id: Id,
  fecha_inicio: Millis,
  activo: Type.Boolean(),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Seguimiento = Static<typeof Seguimiento>

/** There is one record of a pair, whichever box makes it. */
export const followId = (usuarioId: Id, creadorId: Id): Id => naturalId('seguimientos', `${usuarioId} ${creadorId}`)

/** What a person is told of their own follow. */
export const Siguiendo = Type.Object({ creador_id: Id, activo: Type.Boolean(), fecha_inicio: Nullable(Millis) })
export type Siguiendo = Static<typeof Siguiendo>

/** Somebody at the other end of a follow. */
export const Seguido = Type.Object({ ...CreadorBreve.properties, fecha_inicio: Millis })
export type Seguido = Static<typeof Seguido>
