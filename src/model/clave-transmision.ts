import Type, { type Static } from 'typebox'
import { Id, Line, Millis, Nullable, strict } from './primitives.ts'

/** A creator's permanent key as it is shown: never the key itself. */
export const ClaveTransmision = Type.Object({
  id: Id,
  creador_id: Id,
  nombre: Type.String(),
  prefijo: Type.String(),
  creada_en: Millis,
  usada_en: Nullable(Millis),
  revocada_en: Nullable(Millis),
  en_reposo: Type.Optional(
    Type.Boolean({ description: 'after an end: refused until its encoder was away 60 s, or its creator resumes it' }),
  ),
})
export type ClaveTransmision = Static<typeof ClaveTransmision>

/** As it is kept. `transmision_id` is set where the key is of one live alone (the key that start answers). */
export type ClaveGuardada = Omit<ClaveTransmision, 'en_reposo'> & { clave_hash: string; transmision_id: Id | null }

export const NuevaClave = Type.Object({ nombre: Line(80) }, strict)
