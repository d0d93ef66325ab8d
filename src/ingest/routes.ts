import type { Routes } from '../http/route.ts'
import { pageOf } from '../model/page.ts'
import type { Lives, StreamKeys } from './lives.ts'

/** Lives and the permanent keys that open them. A call that is not public always has a reader: its access says so. */
export const ingestRoutes =
  ({ lives, streamKeys }: { lives: Lives; streamKeys: StreamKeys }): Routes =>
  (register) => {
    register('POST /api/live/start', ({ body, reader, host, keep }) => lives.start(body, reader!, host, keep))
    register('GET /api/live', async ({ query, reader }) => pageOf(await lives.onAir(reader), query))
    register('GET /api/live/mine', async ({ query, reader }) => pageOf(await lives.mine(reader!), query))
    register('GET /api/live/:id', ({ params, reader }) => lives.read(params.id, reader))
    register('PUT /api/live/:id', ({ params, body: { version, ...fields }, reader, ifMatch }) =>
      lives.change(params.id, fields, reader!, ifMatch ?? version),
    )
    register('POST /api/live/:id/end', ({ params, reader }) => lives.end(params.id, reader!))

    register('GET /api/live/keys', async ({ query, reader }) => pageOf(await streamKeys.list(reader!.id), query))
    register('POST /api/live/keys', ({ body, reader, host, keep }) =>
      streamKeys.create(body.nombre, reader!, host, keep),
    )
    register('DELETE /api/live/keys/:id', async ({ params, reader }) => {
      await streamKeys.revoke(params.id, reader!)
      return null
    })
    register('POST /api/live/keys/:id/resume', async ({ params, reader }) => {
      await streamKeys.resume(params.id, reader!)
      return null
    })
  }
