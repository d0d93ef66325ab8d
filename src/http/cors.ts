import type { FastifyInstance } from 'fastify'

const allowed = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'Authorization, Content-Type, Accept-Language, If-Match, Idempotency-Key, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset',
  'access-control-max-age': '600',
}

const exposed =
  'Location, Retry-After, Tus-Resumable, Tus-Version, Tus-Extension, Upload-Content, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset'

/**
 * Lets the pages of the listed origins call the API (Fetch, § 3.2). Without a list nothing is said, and browsers keep
 * every other page out; credentials travel in `Authorization`, so there are no cookies to allow.
 * @param origins the setting: origins separated by commas
 */
export const allowOrigins = (app: FastifyInstance, origins: string): void => {
  const listed = new Set(
    origins
      .split(',')
      .map((origin) => origin.trim().replace(/\/$/, ''))
      .filter(Boolean),
  )
  if (listed.size === 0) return
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin === undefined || !listed.has(origin)) return
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed })
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined)
      return reply.code(204).headers(allowed).send()
  })
}
