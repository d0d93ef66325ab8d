import Type, { type Static } from 'typebox'
import { Id, Nullable, Version } from './primitives.ts'

/** Who set a value that is kept in the storage; the other origins bring theirs at each start. */
export const OrigenGuardado = Type.Union([Type.Literal('centro'), Type.Literal('panel')])
export type OrigenGuardado = Static<typeof OrigenGuardado>

/** A setting as one origin set it. Which of them holds is decided where settings are read. */
export const Configuracion = Type.Object({
  clave: Type.String(),
  valor: Type.Unknown({ description: 'null where it was taken back; no setting has this value' }),
  origen: OrigenGuardado,
  cambiado_por: Nullable(Id),
  version: Version,
})
export type Configuracion = Static<typeof Configuracion>
