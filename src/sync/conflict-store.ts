import type { Conflicto, EstadoConflicto, Resolucion } from '../model/conflicto.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { Act } from '../system/store.ts'

/** Conflicts that wait for a person, and what was decided. None of them holds up anything. */
export interface ConflictStore {
  /** Oldest first; `total` of that state. @throws NodoError cursor_invalido */
  page(estado: EstadoConflicto, limit: number, cursor?: string): Promise<Paged<Conflicto> & { total: number }>
  /**
   * Keeps a conflict. A record has one that waits at a time: a later one brings its sides up to date.
   * @returns the one that waits
   */
  add(conflict: Conflicto): Promise<Conflicto>
  /**
   * Decides field by field, and brings the record, where it is still there, to what was chosen, in one unit. A field
   * without a choice stays as it is here.
   * @throws NodoError conflicto_no_encontrado, conflicto_resuelto, version_distinta
   */
  resolve(id: Id, choice: Resolucion, act: Act, version?: number): Promise<Conflicto>
}
