import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Version } from './primitives.ts'

export const TipoReaccion = Type.Union([
  Type.Literal('me_gusta'),
  Type.Literal('me_encanta'),
  Type.Literal('aplauso'),
  Type.Literal('me_conmueve'),
  Type.Literal('me_da_risa'),
])
export type TipoReaccion = Static<typeof TipoReaccion>

/** What a person feels about a content: one at a time, or no longer any. */
export const Reaccion = Type.Object({
  id: Id,
  contenido_id: Id,
  usuario_id: Id,
  tipo: TipoReaccion,
  fecha: Millis,
  activo: Type.Boolean(),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Reaccion = Static<typeof Reaccion>

/** There is one record of a person and a content, whichever box makes it. */
export const reactionId = (usuarioId: Id, contenidoId: Id): Id => naturalId('reacciones', `${usuarioId} ${contenidoId}`)
