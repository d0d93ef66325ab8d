import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Version } from './primitives.ts'

export const AccionModeracion = Type.Union([
  Type.Literal('ocultar'),
  Type.Literal('mostrar'),
  Type.Literal('destacar'),
  Type.Literal('categorizar'),
])
export type AccionModeracion = Static<typeof AccionModeracion>

/** What the centre says of a record of a node. The record itself stays as its node made it. */
export const Moderacion = Type.Object({
  id: Id,
  tipo: Type.String({ description: 'of the record, as the change log names it' }),
  id_registro: Id,
  accion: AccionModeracion,
  valor: Type.Unknown({
    description: 'destacar: whether; categorizar: the code of a category, or null: what its node says; else null',
  }),
  motivo: Type.String(),
  fecha: Millis,
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Moderacion = Static<typeof Moderacion>

const matters: Record<AccionModeracion, string> = {
  ocultar: 'visibilidad',
  mostrar: 'visibilidad',
  destacar: 'destacado',
  categorizar: 'categoria',
}

/** There is one record of each matter: who shows what was hidden says the same record anew. */
export const moderationId = ({ tipo, id_registro, accion }: Pick<Moderacion, 'tipo' | 'id_registro' | 'accion'>): Id =>
  naturalId('moderaciones', `${tipo} ${id_registro} ${matters[accion]}`)
