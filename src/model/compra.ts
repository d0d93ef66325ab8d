import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Nullable, Version } from './primitives.ts'

/** That a content which has a price is open to a person. */
export const Compra = Type.Object({
  id: Id,
  usuario_id: Id,
  contenido_id: Id,
  transaccion_id: Nullable(Id),
  fecha: Millis,
  version: Version,
  lamport: Type.Integer(),
})
export type Compra = Static<typeof Compra>

/** There is one record of a person and a content: nothing is bought twice. */
export const purchaseId = (usuarioId: Id, contenidoId: Id): Id => naturalId('compras', `${usuarioId} ${contenidoId}`)
