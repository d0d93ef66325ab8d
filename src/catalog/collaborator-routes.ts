import type { Routes } from '../http/route.ts'
import type { Collaborators } from './collaborators.ts'

/** Who had a part in a content. */
export const collaboratorRoutes =
  ({ collaborators }: { collaborators: Collaborators }): Routes =>
  (register) => {
    register('GET /api/content/:id/collaborators', ({ params, reader }) => collaborators.of(params.id, reader))
    register('POST /api/content/:id/collaborators/:usuarioId', ({ params, body }) =>
      collaborators.propose(params.id, params.usuarioId, body.rol),
    )
    register('PUT /api/content/:id/collaborators/:usuarioId', ({ params }) =>
      collaborators.accept(params.id, params.usuarioId),
    )
    register('DELETE /api/content/:id/collaborators/:usuarioId', async ({ params }) => {
      await collaborators.withdraw(params.id, params.usuarioId)
      return null
    })
  }
