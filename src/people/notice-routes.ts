import type { Routes } from '../http/route.ts'
import type { Notices } from './notices.ts'

/** What a person is told. */
export const noticeRoutes =
  ({ notices }: { notices: Notices }): Routes =>
  (register) => {
    register('GET /api/notifications', ({ query, reader }) => notices.list(reader!.id, query))
    register('PUT /api/notifications', ({ body, reader }) => notices.read(reader!.id, body))
    register('GET /api/users/:id/events', async ({ params, reader, reply }) => {
      const lastId = reply.request.headers['last-event-id']
      const { body } = await notices.listen(
        params.id,
        reader?.sesion ?? '',
        typeof lastId === 'string' ? lastId : undefined,
      )
      reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no')
      return body
    })
  }
