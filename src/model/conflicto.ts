import Type, { type Static } from 'typebox'
import { Id, Millis, Nullable, Version } from './primitives.ts'

/** A record as one of two said it. */
export const LadoConflicto = Type.Object({
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
  datos: Type.Record(Type.String(), Type.Unknown()),
})
export type LadoConflicto = Static<typeof LadoConflicto>

export const EstadoConflicto = Type.Union([Type.Literal('pendiente'), Type.Literal('resuelto')])
export type EstadoConflicto = Static<typeof EstadoConflicto>

/** Whose value of each field holds. */
export const Resolucion = Type.Record(Type.String(), Type.Union([Type.Literal('local'), Type.Literal('remoto')]))
export type Resolucion = Static<typeof Resolucion>

/** Two changes of one record over the same version, which a person decides between. */
export const Conflicto = Type.Object({
  id: Id,
  tipo: Type.String({ description: 'of the record, as the change log names it' }),
  id_registro: Id,
  base: Type.Integer({ minimum: 0, description: 'the version that both changed; 0: both made it' }),
  local: LadoConflicto,
  remoto: LadoConflicto,
  campos: Type.Array(Type.String(), { description: 'the fields in which they differ' }),
  estado: EstadoConflicto,
  resolucion: Nullable(Resolucion),
  detectado_en: Millis,
  resuelto_por: Nullable(Id),
  resuelto_en: Nullable(Millis),
  version: Version,
  lamport: Type.Integer(),
})
export type Conflicto = Static<typeof Conflicto>
