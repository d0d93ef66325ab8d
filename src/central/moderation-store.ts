import type { Moderacion } from '../model/moderacion.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { Act } from '../system/store.ts'

/** What the centre says of records of nodes: kept here beside them, never in them, and told in the log to go down. */
export interface ModerationStore {
  /**
   * Says something of a record, in the place of what was said of it on the same matter.
   * @param act whose it is, for the audit; a node that takes over what came down has none
   */
  put(given: Moderacion, act?: Act): Promise<Moderacion>
  /** What stands of some records of a kind, in the order that is asked for. */
  of(tipo: string, ids: readonly Id[]): Promise<Moderacion[]>
  /** The last said first. @throws NodoError cursor_invalido */
  page(limit: number, cursor?: string): Promise<Paged<Moderacion>>
}
