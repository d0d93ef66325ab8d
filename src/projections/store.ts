import type { EstadoProyeccion } from '../model/proyeccion.ts'
import type { ProjectionName } from './projection.ts'

/** What the operator asks of the projections. */
export interface ProjectionStore {
  states(): Promise<EstadoProyeccion[]>
  /**
   * Has it cleared and built anew from documents alone. Resolves once that is certain to happen, also after a kill; how
   * far it is, `states` tells.
   */
  rebuild(name: ProjectionName): Promise<void>
}
