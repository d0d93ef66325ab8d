import Type, { type Static } from 'typebox'
import { EstadoPropuesta, RolMembresia } from './membresia.ts'
import { Id, Line, Millis, Nullable, Region, strict, Version } from './primitives.ts'
import { CreadorBreve } from './usuario.ts'

/** What a collective is for, in its own words. */
const Purpose = Type.String({ maxLength: 2000 })

/** People who work together: a band, a radio, a workshop. */
export const Colectivo = Type.Object({
  id: Id,
  nombre: Type.String(),
  enfoque: Type.String(),
  region: Nullable(Type.String()),
  creado_en: Millis,
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Colectivo = Static<typeof Colectivo>

export const MiembroVista = Type.Object({
  usuario: CreadorBreve,
  rol: RolMembresia,
  estado: EstadoPropuesta,
  fecha_ingreso: Nullable(Millis),
})
export type MiembroVista = Static<typeof MiembroVista>

/** A collective as a reader gets it. */
export const ColectivoVista = Type.Object({
  ...Type.Omit(Colectivo, ['lamport']).properties,
  miembros: Type.Array(MiembroVista),
})
export type ColectivoVista = Static<typeof ColectivoVista>

export const NuevoColectivo = Type.Object(
  { nombre: Line(120), enfoque: Type.Optional(Purpose), region: Type.Optional(Region) },
  strict,
)
export type NuevoColectivo = Static<typeof NuevoColectivo>

export const CambioColectivo = Type.Object(
  {
    nombre: Type.Optional(Line(120)),
    enfoque: Type.Optional(Purpose),
    region: Type.Optional(Nullable(Region)),
    version: Type.Optional(Version),
  },
  strict,
)
export type CambioColectivo = Static<typeof CambioColectivo>
