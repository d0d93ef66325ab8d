import { existsSync, readFileSync } from 'node:fs'
import type { FastifyPluginAsync } from 'fastify'
import type { ContentStore } from '../catalog/store.ts'

/** Everything from this box, as everywhere; and any page may have it in a frame, as nowhere else. */
const policy = [
  "default-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
].join('; ')

const contentId = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * Serves `/embed/{contenido}`: a player to be put into pages of others. Only what is published has one.
 * @param page the application's built page, which reads the address itself; without it there is nothing to serve
 */
export const createEmbed =
  ({ contents, page }: { contents: Pick<ContentStore, 'byId'>; page: string }): FastifyPluginAsync =>
  async (app) => {
    if (!existsSync(page)) return
    const html = readFileSync(page)
    app.route<{ Params: { contenido: string } }>({
      method: ['GET', 'HEAD'],
      url: '/embed/:contenido',
      schema: { hide: true },
      handler: async (request, reply) => {
        const { contenido: id } = request.params
        const found = contentId.test(id) ? await contents.byId(id) : undefined
        reply
          .code(found?.contenido.estado === 'publicado' ? 200 : 404)
          .headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' })
          .removeHeader('x-frame-options')
          .type('text/html; charset=utf-8')
        return reply.send(html)
      },
    })
  }
