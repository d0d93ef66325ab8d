import type { Auditoria } from '../model/auditoria.ts'
import { newId } from '../model/ids.ts'
import type { Act } from '../system/store.ts'

/** The line of the audit of an act, before it is written. */
export const lineOf = (
  { actor_id, fecha }: Act,
  { accion, objeto, antes, despues }: Pick<Auditoria, 'accion' | 'objeto' | 'antes' | 'despues'>,
): Auditoria => ({ id: newId(fecha), actor_id, accion, objeto, antes, despues, fecha, version: 1, lamport: 0 })
