import type { FastifyInstance } from 'fastify'
import { NodoError } from '../errors.ts'

const notUp = { es: 'todavía no está lista', pt: 'ainda não está pronta', en: 'is not up yet' }

/**
 * `/healthz`: the process lives. `/readyz`: all parts are up; 503 names those that are not.
 * @param notReady the parts that are not up
 */
export const serveHealth = (app: FastifyInstance, notReady: () => string[]): void => {
  const hidden = { schema: { hide: true } }
  app.get('/healthz', hidden, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return { estado: 'ok' }
  })
  app.get('/readyz', hidden, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    const missing = notReady()
    if (missing.length > 0)
      throw new NodoError('servicio_no_disponible', {
        retryAfterS: 1,
        details: missing.map((part) => ({ campo: part, problema: notUp })),
      })
    return { estado: 'ok' }
  })
}
