import { readFile } from 'node:fs/promises'
import fastify, { type FastifyPluginAsync } from 'fastify'
import type { Test } from 'tap'

const packages = new URL('../../node_modules/', import.meta.url)
const libraries = {
  'hls.js': new URL('hls.js/dist/hls.min.js', packages),
  'dash.js': new URL('dashjs/dist/legacy/umd/dash.all.min.js', packages),
}

/** A page that has nothing but a player of others, beside what a box delivers. */
export const servePlayers = async (t: Test, ...plugins: FastifyPluginAsync[]) => {
  const app = fastify()
  for (const plugin of plugins) await app.register(plugin)
  app.get('/page', (_request, reply) =>
    reply
      .type('text/html')
      .send(
        '<!doctype html><script src="/lib/hls.js"></script><script src="/lib/dash.js"></script><video muted></video>',
      ),
  )
  app.get<{ Params: { name: keyof typeof libraries } }>('/lib/:name', async ({ params }, reply) =>
    reply.type('text/javascript').send(await readFile(libraries[params.name])),
  )
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  return base
}
