import type { Categoria } from '../model/categoria.ts'

/** What contents may be sorted under: the centre's set and what this node added. A base begins with a first set. */
export interface CategoryStore {
  /** In their order; of one place, by code. */
  all(): Promise<Categoria[]>
  /**
   * Adds a category, or gives one another name or place, and with it whose it is: `version` of the given does not count.
   * @param version over which version alone; 0: only where the code is free
   * @throws NodoError version_distinta; categoria_ajena where another node's (the centre's) has the code
   */
  put(given: Categoria, version?: number): Promise<Categoria>
  /**
   * Takes the centre's set, whole and as it is, in the place of all that is not `nodoId`'s own. Where both have a code, it
   * is the centre's from now on.
   */
  adopt(set: readonly Categoria[], nodoId: string): Promise<void>
}
