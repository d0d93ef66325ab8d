import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Routes } from '../http/route.ts'
import type { Metrics } from './metrics.ts'
import type { Status } from './status.ts'
import type { JobStore } from './store.ts'

export interface SystemRoutesDeps {
  jobs: Pick<JobStore, 'byId'>
  status: Status
  metrics: Metrics
  clock: Clock
}

/** Jobs, how the box is, its figures, and its clock. */
export const systemRoutes =
  ({ jobs, status, metrics, clock }: SystemRoutesDeps): Routes =>
  (register) => {
    register('GET /api/jobs/:id', async ({ params, reader }) => {
      const job = await jobs.byId(params.id)
      if (!job || (reader?.rol !== 'admin' && job.pedido_por !== reader?.id))
        throw new NodoError('trabajo_no_encontrado')
      return job
    })
    register('GET /api/system/status', ({ reader, idioma }) => status.read(reader, idioma))
    register('GET /api/system/metrics', () => metrics.text())
    register('PUT /api/system/clock', async ({ body }) => {
      await clock.setWall(body.pared_en, 'telefono')
      return null
    })
  }
