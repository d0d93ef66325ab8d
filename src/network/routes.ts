import type { Routes } from '../http/route.ts'
import type { Collectives } from './collectives.ts'
import type { Feeds } from './feeds.ts'
import type { Follows } from './follows.ts'

/** Following, what comes of it, and collectives. */
export const networkRoutes =
  ({ follows, feeds, collectives }: { follows: Follows; feeds: Feeds; collectives: Collectives }): Routes =>
  (register) => {
    register('POST /api/network/follow', ({ body, reader }) => follows.follow(reader!.id, body.creador_id))
    register('POST /api/network/unfollow', ({ body, reader }) => follows.unfollow(reader!.id, body.creador_id))
    register('GET /api/network/followers/:id', ({ params, query }) => follows.followers(params.id, query))
    register('GET /api/network/following/:id', ({ params, query }) => follows.following(params.id, query))
    register('GET /api/users/:id/feed', ({ params, query, reader }) => feeds.read(params.id, query, reader!))

    register('GET /api/collectives', ({ query, reader }) => collectives.list(query, reader))
    register('POST /api/collectives', ({ body, reader, keep }) =>
      collectives.found(body, reader!, (answer) => keep(201, answer)),
    )
    register('GET /api/collectives/:id', ({ params, reader }) => collectives.read(params.id, reader))
    register('PUT /api/collectives/:id', ({ params, body, reader, ifMatch }) =>
      collectives.change(params.id, body, reader!, ifMatch),
    )
    register('POST /api/collectives/:id/members', ({ params, body }) => collectives.invite(params.id, body))
    register('PUT /api/collectives/:id/members/:usuarioId', ({ params, body, reader }) =>
      collectives.changeMember(params.id, params.usuarioId, body, reader!),
    )
    register('DELETE /api/collectives/:id/members/:usuarioId', async ({ params }) => {
      await collectives.removeMember(params.id, params.usuarioId)
      return null
    })
  }
