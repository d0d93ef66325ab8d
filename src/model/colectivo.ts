import Type, { type Static } from 'typebox'
import { Id, Millis, Nullable, Version } from './primitives.ts'

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
