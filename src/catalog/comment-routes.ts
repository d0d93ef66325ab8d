import type { Routes } from '../http/route.ts'
import type { Comments } from './comments.ts'

/** What people say about contents. */
export const commentRoutes =
  ({ comments }: { comments: Comments }): Routes =>
  (register) => {
    register('GET /api/content/:id/comments', ({ params, query, reader }) => comments.list(params.id, query, reader))
    register('POST /api/content/:id/comments', ({ params, body, reader, keep }) =>
      comments.add(params.id, body, reader!, keep),
    )
    register('PUT /api/content/:id/comments/:comentarioId', ({ params, body, reader, ifMatch }) =>
      comments.setState(params.id, params.comentarioId, body.estado, reader!, ifMatch ?? body.version),
    )
    register('DELETE /api/content/:id/comments/:comentarioId', async ({ params, reader }) => {
      await comments.remove(params.id, params.comentarioId, reader!)
      return null
    })
  }
