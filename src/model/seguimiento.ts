import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Version } from './primitives.ts'

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
