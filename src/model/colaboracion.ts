import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { EstadoPropuesta } from './membresia.ts'
import { Id, Version } from './primitives.ts'

/** That a person had a part in a content, is named for one, or no longer. */
export const Colaboracion = Type.Object({
  id: Id,
  usuario_id: Id,
  contenido_id: Id,
  rol: Type.String({ description: 'voice, editing, translation: in words' }),
  estado: EstadoPropuesta,
  activo: Type.Boolean(),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Colaboracion = Static<typeof Colaboracion>

/** There is one record of a person and a content, whichever box makes it. */
export const collaborationId = (usuarioId: Id, contenidoId: Id): Id =>
  naturalId('colaboraciones', `${usuarioId} ${contenidoId}`)
