import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { EstadoPropuesta } from './membresia.ts'
import { Id, Line, strict, Version } from './primitives.ts'
import { CreadorBreve } from './usuario.ts'

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

/** Who had which part in a content. */
export const ColaboradorBreve = Type.Object({ usuario: CreadorBreve, rol: Type.String() })
export type ColaboradorBreve = Static<typeof ColaboradorBreve>

/** The same as those who may change it get it. */
export const ColaboracionVista = Type.Object({
  ...Type.Omit(Colaboracion, ['lamport']).properties,
  usuario: CreadorBreve,
})
export type ColaboracionVista = Static<typeof ColaboracionVista>

export const NuevaColaboracion = Type.Object({ rol: Line(80) }, strict)
export const RespuestaColaboracion = Type.Object({ estado: Type.Literal('aceptada') }, strict)
