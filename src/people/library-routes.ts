import type { Routes } from '../http/route.ts'
import type { History } from './history.ts'
import type { Lists } from './lists.ts'

/** What a person keeps: their history and their lists. */
export const libraryRoutes =
  ({ history, lists }: { history: History; lists: Lists }): Routes =>
  (register) => {
    register('GET /api/users/:id/history', ({ params, query, reader }) => history.list(params.id, query, reader))
    register('DELETE /api/users/:id/history', async ({ params }) => {
      await history.erase(params.id)
      return null
    })
    register('DELETE /api/users/:id/history/:contenidoId', async ({ params }) => {
      await history.erase(params.id, params.contenidoId)
      return null
    })

    register('GET /api/users/:id/lists', ({ params, query, reader }) => lists.list(params.id, query, reader))
    register('POST /api/users/:id/lists', ({ params, body, keep }) =>
      lists.begin(params.id, body, (answer) => keep(201, answer)),
    )
    register('GET /api/users/:id/lists/:listId', ({ params, query, reader, host, reply }) => {
      if (query.formato !== 'm3u8') return lists.read(params.id, params.listId, reader)
      reply.type('audio/x-mpegurl; charset=utf-8')
      return lists.playlist(params.id, params.listId, reader, `${reply.request.protocol}://${host}`)
    })
    register('PUT /api/users/:id/lists/:listId', ({ params, body, reader, ifMatch }) =>
      lists.change(params.listId, body, reader!, ifMatch),
    )
    register('DELETE /api/users/:id/lists/:listId', async ({ params }) => {
      await lists.remove(params.listId)
      return null
    })
    register('POST /api/users/:id/lists/:listId/collaborators', ({ params, body, reader }) =>
      lists.share(params.listId, body, reader!),
    )
    register('DELETE /api/users/:id/lists/:listId/collaborators/:usuarioId', async ({ params }) => {
      await lists.unshare(params.listId, params.usuarioId)
      return null
    })
  }
