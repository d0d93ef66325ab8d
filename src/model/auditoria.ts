import Type, { type Static } from 'typebox'
import { Id, Millis, Nullable, Version } from './primitives.ts'

/** One act of somebody who runs this box: kept for good, never changed but for what it said of somebody who was erased. */
export const Auditoria = Type.Object({
  id: Id,
  actor_id: Nullable(Id),
  accion: Type.String({ minLength: 1 }),
  objeto: Type.String({ minLength: 1, description: 'collection/key: usuarios/{id}, configuracion/{clave}' }),
  antes: Type.Unknown({ description: 'what it was of what changed; null where there was nothing' }),
  despues: Type.Unknown(),
  fecha: Millis,
  version: Version,
  lamport: Type.Integer(),
})
export type Auditoria = Static<typeof Auditoria>

/** An act as admins read it. `actor` is null for the centre and the console of the box. */
export const ActoAuditado = Type.Object({
  ...Type.Omit(Auditoria, ['actor_id', 'version', 'lamport']).properties,
  actor: Nullable(Type.Object({ id: Id, nombre: Nullable(Type.String({ description: 'null: no longer here' })) })),
})
export type ActoAuditado = Static<typeof ActoAuditado>

export const FiltrosAuditoria = Type.Object({
  actor: Type.Optional(Id),
  objeto: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
})
export type FiltrosAuditoria = Static<typeof FiltrosAuditoria>
