import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Nullable, strict, Version } from './primitives.ts'

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

export const NuevaReaccion = Type.Object(
  {
    tipo: Type.Optional(TipoReaccion),
    activo: Type.Optional(Type.Boolean({ description: 'false takes it back' })),
  },
  strict,
)
export type NuevaReaccion = Static<typeof NuevaReaccion>

/** What stands for a content after a person said what they feel. */
export const ReaccionVista = Type.Object({
  me_gusta: Type.Integer({ minimum: 0, description: 'how many people react, of whatever kind' }),
  mio: Type.Boolean(),
  tipo: Nullable(TipoReaccion),
  por_tipo: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
})
export type ReaccionVista = Static<typeof ReaccionVista>
