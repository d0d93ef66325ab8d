import Type, { type Static } from 'typebox'
import { Id, Millis, Version } from './primitives.ts'

/** What somebody whom a list is shared with may do; each may what the one before may. */
export const PermisoLista = Type.Union([Type.Literal('ver'), Type.Literal('editar'), Type.Literal('administrar')])
export type PermisoLista = Static<typeof PermisoLista>

export const EntradaLista = Type.Object({ contenido_id: Id, agregado_en: Millis, agregado_por: Id })
export type EntradaLista = Static<typeof EntradaLista>

/** Contents that a person put together, in their order. A private one never leaves this box. */
export const Lista = Type.Object({
  id: Id,
  usuario_id: Id,
  nombre: Type.String(),
  descripcion: Type.String(),
  contenidos: Type.Array(EntradaLista),
  publica: Type.Boolean(),
  colaboradores: Type.Array(Type.Object({ usuario_id: Id, permiso: PermisoLista })),
  version: Version,
})
export type Lista = Static<typeof Lista>

/**
 * As it is kept: with the version of the list that each content last came with, so that whoever takes out what they saw
 * takes out nothing that another put in since.
 */
export const ListaGuardada = Type.Object({
  ...Lista.properties,
  etiquetas: Type.Record(Type.String(), Version),
  lamport: Type.Integer(),
})
export type ListaGuardada = Static<typeof ListaGuardada>
