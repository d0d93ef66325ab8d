import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { AskedJobs } from './asked-jobs.ts'
import type { Audit } from './audit.ts'
import type { Metrics } from './metrics.ts'
import type { Status } from './status.ts'

export interface SystemRoutesDeps {
  jobs: AskedJobs
  status: Status
  audit: Audit
  metrics: Metrics
  clock: Clock
}

/** Jobs, how the box is, its figures, and its clock. */
export const systemRoutes =
  ({ jobs, status, audit, metrics, clock }: SystemRoutesDeps): Routes =>
  (register) => {
    register('GET /api/jobs/:id', ({ params, reader, idioma }) => jobs.read(params.id, reader!, idioma))
    register('POST /api/jobs/:id/retry', ({ params, reader, idioma }) => jobs.retry(params.id, reader!, idioma))
    register('DELETE /api/jobs/:id', async ({ params, reader }) => {
      await jobs.cancel(params.id, reader!)
      return null
    })
    register('GET /api/system/jobs', ({ query, idioma }) => jobs.list(query, idioma))
    register('GET /api/system/status', ({ reader, idioma }) => status.read(reader, idioma))
    register('GET /api/system/audit', ({ query }) => audit.read(query))
    register('GET /api/system/metrics', () => metrics.text())
    register('PUT /api/system/clock', async ({ body }) => {
      await clock.setWall(body.pared_en, 'telefono')
      return null
    })
  }
