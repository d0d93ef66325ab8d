import type { Routes } from '../http/route.ts'
import type { Catalog } from './catalog.ts'
import type { ContentChanges } from './changes.ts'

/** Reading the catalog, changing what is in it, and taking something out of it. */
export const catalogRoutes =
  ({ catalog, changes }: { catalog: Catalog; changes: ContentChanges }): Routes =>
  (register) => {
    register('GET /api/content/list', ({ query, reader }) => catalog.list(query, reader))
    register('GET /api/content/:id', ({ params, reader }) => catalog.read(params.id, reader))
    register('PUT /api/content/:id', async ({ params, body, reader, ifMatch }) => {
      await changes.change(params.id, body, reader!, ifMatch ?? body.version)
      return catalog.read(params.id, reader)
    })
    register('DELETE /api/content/:id', async ({ params, reader }) => {
      await catalog.remove(params.id, reader!)
      return null
    })
  }
