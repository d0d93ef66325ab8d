import type { Routes } from '../http/route.ts'
import type { Finding } from './finding.ts'
import type { FrontPage } from './front-page.ts'

/** What leads to contents. */
export const findingRoutes =
  ({ finding, frontPage }: { finding: Finding; frontPage: FrontPage }): Routes =>
  (register) => {
    register('GET /api/content/facets', ({ query }) => finding.facets(query.limite))
    register('GET /api/search', ({ query, reader }) => finding.search(query, reader))
    register('GET /api/content/home', ({ query, reader }) => frontPage.read(query.region, reader))
  }
