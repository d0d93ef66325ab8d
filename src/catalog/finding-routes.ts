import type { Routes } from '../http/route.ts'
import type { Finding } from './finding.ts'

/** What leads to contents. */
export const findingRoutes =
  ({ finding }: { finding: Finding }): Routes =>
  (register) => {
    register('GET /api/content/facets', ({ query }) => finding.facets(query.limite))
  }
