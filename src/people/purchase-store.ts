import type { Compra } from '../model/compra.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'

/** What people may open that has a price. None of it leaves this box. */
export interface PurchaseStore {
  /** Opens a content to a person; where it is open already, what opened it first stays. @throws NodoError contenido_no_encontrado */
  open(given: Compra): Promise<Compra>
  /** Those of the contents that were opened to a person, in the order that is asked for. */
  opened(usuarioId: Id, contenidoIds: readonly Id[]): Promise<Id[]>
  /** What was opened to a person, the newest first. @throws NodoError cursor_invalido */
  ofUser(usuarioId: Id, limit: number, cursor?: string): Promise<Paged<Compra>>
}
