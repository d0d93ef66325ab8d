import Type, { type Static } from 'typebox'
import { Millis, Nullable } from './primitives.ts'

/** A backup that was made. What only its making tells is null where it is read from the folder. */
export const Copia = Type.Object({
  nombre: Type.String(),
  carpeta: Type.String(),
  creada_en: Millis,
  duracion_ms: Nullable(Type.Integer()),
  archivos: Type.Integer(),
  tamano_bytes: Type.Integer({ description: 'of all it holds' }),
  nuevos_bytes: Nullable(Type.Integer({ description: 'of what earlier backups did not have' })),
})
export type Copia = Static<typeof Copia>

/** How far the backup that was begun last is. */
export interface EstadoCopia {
  estado: 'ninguna' | 'en_curso' | 'hecha' | 'fallida'
  archivos: number
  de: number
  nuevos_bytes: number
  copia: Copia | null
}
