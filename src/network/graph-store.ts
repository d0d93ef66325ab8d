import type { Influencia, Propagacion } from '../model/alcance.ts'
import type { Grafo } from '../model/grafo.ts'
import type { Id } from '../model/primitives.ts'
import type { Recomendacion } from '../model/recomendacion.ts'

/** For whom something is recommended, as their account says it; without `id` for nobody in particular. */
export interface Listener {
  id?: Id
  region: string | null
  intereses: readonly string[]
}

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
  /**
   * Published contents for somebody, the best first, as src/network/ranking.ts says: nothing of their own, nor what they
   * like or saw to the end, unless there is nothing else. Empty only where nothing is published.
   * @param nowNodoMs node time, against which `orden_nodo_ms` says how old a content is
   */
  contentsFor(listener: Listener, nowNodoMs: number, limit: number): Promise<Recomendacion[]>
  /** Active creators with published works whom somebody does not follow yet, the best first. */
  creatorsFor(listener: Listener, limit: number): Promise<Recomendacion[]>
  /** How far a creator, or the members of a collective together, reach; undefined where there is no such node. */
  influenceOf(id: Id): Promise<Influencia | undefined>
  /** How a content spread, generation by generation; undefined where it is not published. */
  propagationOf(contenidoId: Id): Promise<Propagacion | undefined>
}
