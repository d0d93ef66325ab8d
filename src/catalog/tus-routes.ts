import type { FastifyReply } from 'fastify'
import type { Call, Routes } from '../http/route.ts'
import type { RouteKey } from '../model/api.ts'
import type { Tus } from './tus.ts'
import type { Uploads } from './uploads.ts'

type Given = Pick<Call<RouteKey>, 'reader' | 'check'> & { reply: FastifyReply }

/** Bringing contents in, in pieces (tus 1.0). */
export const tusRoutes =
  ({ tus, uploads }: { tus: Tus; uploads: Uploads }): Routes =>
  (register) => {
    const answer = async ({ reader, check, reply }: Given) => {
      reply.headers(tus.always)
      const { status, headers } = await tus.answer({ raw: reply.request.raw, reader, check })
      reply.code(status).headers(headers)
      return null
    }
    register('OPTIONS /api/content/uploads', answer)
    register('POST /api/content/uploads', answer)
    register('HEAD /api/content/uploads/:subida', async (call) => {
      const upload = await uploads.byId(call.params.subida)
      // Its last byte came, and then the node or the link went: whoever asks where it stands ends it.
      if (upload.recibido_bytes === upload.tamano_bytes && upload.contenido_id === null) await uploads.finish(upload.id)
      call.reply.header('cache-control', 'no-store')
      return answer(call)
    })
    register('PATCH /api/content/uploads/:subida', answer)
    register('DELETE /api/content/uploads/:subida', answer)
  }
