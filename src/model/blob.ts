import Type, { type Static } from 'typebox'
import { Id, Nullable } from './primitives.ts'

/** That a content is about to refer to a blob. */
export const Retencion = Type.Object({ contenido_id: Id, vence_nodo_ms: Type.Integer() })
export type Retencion = Static<typeof Retencion>

/** What is written down of a blob: a file that bears the SHA-256 of its bytes. */
export const RegistroBlob = Type.Object({
  sha256: Type.String(),
  tamano_bytes: Type.Integer({ minimum: 0 }),
  refs: Type.Integer({ description: 'renditions of contents that are this file' }),
  durable: Type.Boolean({ description: 'the whole of it was synced to this disk' }),
  recibo: Nullable(Type.String({ description: 'the signed word of the centre that it has it' })),
  retenciones: Type.Array(Retencion),
})
export type RegistroBlob = Static<typeof RegistroBlob>
