import type { Routes } from '../http/route.ts'
import type { Reports } from './reports.ts'

/** Reports on contents, and what is decided about them. */
export const reportRoutes =
  ({ reports }: { reports: Reports }): Routes =>
  (register) => {
    register('POST /api/content/:id/report', ({ params, body, reader, keep }) =>
      reports.report(params.id, body, reader!, keep),
    )
    register('GET /api/reports/content', ({ query }) => reports.queue(query))
    register('PUT /api/reports/content', ({ body, reader }) => reports.decide(body, reader!))
  }
