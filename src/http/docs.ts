import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'

const files = {
  '/api/docs': ['docs.html', 'text/html; charset=utf-8'],
  '/api/docs/docs.js': ['docs.js', 'text/javascript; charset=utf-8'],
  '/api/docs/docs.css': ['docs.css', 'text/css; charset=utf-8'],
} as const

/** The browsable page of the API: three files of our own that read `/api/openapi.json`. */
export const serveDocs = async (app: FastifyInstance): Promise<void> => {
  for (const [url, [file, type]] of Object.entries(files))
    app.get(url, { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      reply
        .header('cache-control', 'no-cache')
        .type(type)
        .send(await readFile(join(import.meta.dirname, 'docs', file))),
    )
}
