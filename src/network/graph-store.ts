import type { Grafo } from '../model/grafo.ts'

/**
 * What is asked of the graph. It is a projection: what somebody just did may be missing from an answer for a moment.
 * @throws NodoError servicio_no_disponible from every question while the graph is away or too slow
 */
export interface GraphStore {
  /**
   * The creators with most followers, of one region or of all, with what they made and the collectives that they are in:
   * at most `limit` nodes, and every relationship between them.
   */
  network(region: string | undefined, limit: number): Promise<Grafo>
}
