import type { Routes } from '../http/route.ts'
import type { Views } from './views.ts'

/** What players tell. */
export const analyticsRoutes =
  ({ views }: { views: Views }): Routes =>
  (register) => {
    register('POST /api/analytics/views', ({ body, reader, address }) =>
      views.report(Array.isArray(body) ? body : [body], { reader, address }),
    )
  }
