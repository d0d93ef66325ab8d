import type { Routes } from '../http/route.ts'
import type { Catalog } from './catalog.ts'

/** Reading the catalog, and taking something out of it. */
export const catalogRoutes =
  ({ catalog }: { catalog: Catalog }): Routes =>
  (register) => {
    register('GET /api/content/list', ({ query, reader }) => catalog.list(query, reader))
    register('GET /api/content/:id', ({ params, reader }) => catalog.read(params.id, reader))
    register('DELETE /api/content/:id', async ({ params, reader }) => {
      await catalog.remove(params.id, reader!)
      return null
    })
  }
