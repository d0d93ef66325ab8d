import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'
import { NodoError } from '../errors.ts'

/** Addresses of the application: each is the same page, which reads the address itself. */
const paths = [
  ...['/', '/catalogo', '/v/:codigo', '/c/:id', '/c/:id/editar', '/p/:id', '/publicar'],
  ...['/estudio', '/estudio/:id', '/entrar', '/registro', '/primer-inicio'],
]

const hidden = { schema: { hide: true } }

/**
 * Serves the built dashboard. Vite puts a hash of the bytes into the names of `assets/`, so those hold for ever; the
 * page itself is asked for anew each time.
 * @param root the folder of the build; without one there is nothing to serve
 */
export const createPages =
  (root: string): FastifyPluginAsync =>
  async (app) => {
    if (!existsSync(join(root, 'index.html'))) {
      app.log.warn({ root }, 'the dashboard is not built: only the API answers')
      return
    }
    await app.register(fastifyStatic, {
      root,
      index: false,
      preCompressed: true,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const lasts = path.startsWith(join(root, 'assets'))
        reply.header('cache-control', lasts ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    for (const path of paths) app.get(path, hidden, (_request, reply) => reply.sendFile('index.html'))
    // A person who mistyped an address gets the page that says so; a program gets the error.
    app.get('/*', hidden, (request, reply) => {
      const page = request.headers.accept?.includes('text/html') && !/^\/(api|hls|media|assets)(\/|$)/.test(request.url)
      if (!page) throw new NodoError('ruta_no_encontrada')
      return reply.code(404).sendFile('index.html')
    })
  }
