import type { Clock } from '../clock.ts'
import { newId } from '../model/ids.ts'
import type { Id } from '../model/primitives.ts'
import type { AuditStore } from '../system/store.ts'

/** Tells the audit what an admin did to what is another's. */
export type NoteAct = (act: {
  actor_id: Id
  accion: string
  /** collection/key */
  objeto: string
  antes: unknown
  despues: unknown
}) => Promise<void>

export const createNoteAct =
  ({ audit, clock }: { audit: Pick<AuditStore, 'append'>; clock: Pick<Clock, 'wall'> }): NoteAct =>
  (act) => {
    const fecha = clock.wall()
    return audit.append({ id: newId(fecha), ...act, fecha, version: 1, lamport: 0 })
  }
