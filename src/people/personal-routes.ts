import type { Routes } from '../http/route.ts'
import type { Erasure } from './erasure.ts'
import type { Export } from './export.ts'

/** What is somebody's as a whole: taken home, and forgotten. */
export const personalRoutes =
  ({ exports, erasure }: { exports: Export; erasure: Erasure }): Routes =>
  (register) => {
    register('GET /api/users/:id/data', async ({ params, reader, reply }) => {
      const zip = await exports.of(params.id, reader!)
      reply.type('application/zip').header('cache-control', 'private, no-store')
      reply.header('content-disposition', 'attachment; filename="comuniarte.zip"')
      return zip
    })
    register('DELETE /api/users/:id/data', async ({ params, reader }) => {
      await erasure.erase(params.id, reader!)
      return null
    })
  }
