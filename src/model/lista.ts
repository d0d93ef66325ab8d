import Type, { type Static } from 'typebox'
import { ContenidoBreve } from './contenido.ts'
import { Id, Line, Millis, Nullable, strict, Version } from './primitives.ts'

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

/** A list among others. */
export const ListaResumen = Type.Object({
  ...Type.Omit(Lista, ['contenidos', 'colaboradores']).properties,
  cuantos: Type.Integer({ minimum: 0, description: 'contents' }),
})
export type ListaResumen = Static<typeof ListaResumen>

/** A list as a reader gets it: of a content that is not for them they learn only that it is there. */
export const ListaVista = Type.Object({
  ...Lista.properties,
  contenidos: Type.Array(Type.Object({ ...EntradaLista.properties, contenido: Nullable(ContenidoBreve) })),
})
export type ListaVista = Static<typeof ListaVista>

/** What a list is about, in its own words. */
const About = Type.String({ maxLength: 2000 })

export const NuevaLista = Type.Object(
  { nombre: Line(120), descripcion: Type.Optional(About), publica: Type.Optional(Type.Boolean()) },
  strict,
)
export type NuevaLista = Static<typeof NuevaLista>

/** So many contents a list holds. */
export const listMost = 500

const Ids = Type.Array(Id, { maxItems: listMost, uniqueItems: true })

export const CambioLista = Type.Object(
  {
    agregar: Type.Optional(Ids),
    quitar: Type.Optional(Ids),
    ordenar: Type.Optional(Ids),
    nombre: Type.Optional(Line(120)),
    descripcion: Type.Optional(About),
    publica: Type.Optional(Type.Boolean()),
    version: Type.Optional(Version),
  },
  strict,
)
export type CambioLista = Static<typeof CambioLista>

export const NuevoColaboradorLista = Type.Object({ usuario_id: Id, permiso: PermisoLista }, strict)
export type NuevoColaboradorLista = Static<typeof NuevoColaboradorLista>
