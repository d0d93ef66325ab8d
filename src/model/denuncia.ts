import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Nullable, Version } from './primitives.ts'

export const MotivoDenuncia = Type.Union([
  Type.Literal('odio'),
  Type.Literal('violencia'),
  Type.Literal('sexual'),
  Type.Literal('privacidad'),
  Type.Literal('derechos'),
  Type.Literal('engano'),
  Type.Literal('otro'),
])
export type MotivoDenuncia = Static<typeof MotivoDenuncia>

export const EstadoDenuncia = Type.Union([
  Type.Literal('pendiente'),
  Type.Literal('atendida'),
  Type.Literal('desestimada'),
])
export type EstadoDenuncia = Static<typeof EstadoDenuncia>

/** What a person reported about a content, and what an admin decided. */
export const Denuncia = Type.Object({
  id: Id,
  contenido_id: Id,
  usuario_id: Id,
  motivo: MotivoDenuncia,
  texto: Nullable(Type.String()),
  fecha: Millis,
  estado: EstadoDenuncia,
  decision: Nullable(Type.String({ description: 'in the words of who decided' })),
  decidida_por: Nullable(Id),
  decidida_en: Nullable(Millis),
  version: Version,
  lamport: Type.Integer(),
})
export type Denuncia = Static<typeof Denuncia>

/** There is one record of a person and a content: who reports again says it anew. */
export const reportId = (usuarioId: Id, contenidoId: Id): Id => naturalId('denuncias', `${usuarioId} ${contenidoId}`)
