import Type, { type Static } from 'typebox'
import { EstadoContenido } from './contenido.ts'
import { naturalId } from './ids.ts'
import { Id, Millis, Nullable, PageQuery, Prose, strict, Version } from './primitives.ts'
import { CreadorBreve } from './usuario.ts'

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

export const NuevaDenuncia = Type.Object({ motivo: MotivoDenuncia, texto: Type.Optional(Prose(2_000)) }, strict)
export type NuevaDenuncia = Static<typeof NuevaDenuncia>

/** A report as who sent it gets it. */
export const DenunciaHecha = Type.Pick(Denuncia, ['id', 'contenido_id', 'motivo', 'texto', 'fecha', 'estado'])
export type DenunciaHecha = Static<typeof DenunciaHecha>

/** A report as those who decide get it. */
export const DenunciaVista = Type.Object({
  ...Type.Omit(Denuncia, ['lamport']).properties,
  usuario: CreadorBreve,
  contenido: Type.Object({ id: Id, titulo: Type.String(), estado: EstadoContenido }),
})
export type DenunciaVista = Static<typeof DenunciaVista>

export const FiltroDenuncias = Type.Object({ ...PageQuery, estado: Type.Optional(EstadoDenuncia) }, strict)

/** What is decided about every report that waits on a content. */
export const DecisionDenuncia = Type.Object(
  {
    contenido_id: Id,
    estado: Type.Exclude(EstadoDenuncia, Type.Literal('pendiente')),
    decision: Type.Optional(Prose(2_000)),
    ocultar: Type.Optional(Type.Boolean({ description: 'the content is hidden with it' })),
  },
  strict,
)
export type DecisionDenuncia = Static<typeof DecisionDenuncia>
