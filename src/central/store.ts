import type { ColaNodo, EstadoNodo, Nodo } from '../model/nodo.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'

/** What a node tells of itself each time that it is in touch. */
export interface Sighting {
  visto_en: number
  version_software: string
  cola: ColaNodo
}

/** The nodes that send to this centre, or ask to. */
export interface NodeStore {
  byId(id: Id): Promise<Nodo | undefined>
  /** In the order in which they first asked; `estado`: those alone. @throws NodoError cursor_invalido */
  page(estado: EstadoNodo | undefined, limit: number, cursor?: string): Promise<Paged<Nodo>>
  /**
   * Keeps a node that asks to be let in. One that asks again with its key is left as it is.
   * @throws NodoError nodo_ya_inscrito where that id has another key
   */
  enrol(node: Nodo): Promise<Nodo>
  /** @throws NodoError nodo_no_encontrado, version_distinta */
  change(id: Id, fields: Partial<Pick<Nodo, 'estado' | 'nombre'>>, version?: number): Promise<Nodo>
  /**
   * Puts a new key in the place of the one that signed it.
   * @returns undefined where the node is not active or has another key: nothing changes then
   */
  rotateKey(id: Id, from: string, to: string): Promise<Nodo | undefined>
  /** Keeps when and how an active node was in touch, without a new version. @returns false where it is not active */
  seen(id: Id, sighting: Sighting): Promise<boolean>
}
