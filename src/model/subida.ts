import Type, { type Static } from 'typebox'
import { Id, Millis, Nullable } from './primitives.ts'

/** An upload that may come in pieces (tus 1.0). Its bytes are a file under its id until it is a content. */
export const Subida = Type.Object({
  id: Id,
  usuario_id: Id,
  metadatos: Type.Record(Type.String(), Type.String()),
  tamano_bytes: Type.Integer({ minimum: 0 }),
  recibido_bytes: Type.Integer({ minimum: 0, description: 'synced to the disk' }),
  creada_en: Millis,
  vence_nodo_ms: Type.Integer(),
  contenido_id: Nullable(Id),
})
export type Subida = Static<typeof Subida>
