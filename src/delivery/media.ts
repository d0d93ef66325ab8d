import { join } from 'node:path'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { ContentStore, ContentWithCreator } from '../catalog/store.ts'
import { NodoError } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import { renditionFolder } from '../packaging/recording-files.ts'
import type { BlobStore } from '../storage/blobs/blobs.ts'
import { attachment } from './file-name.ts'
import { createRecordings } from './recordings.ts'
import { sendFile } from './send-file.ts'

export interface MediaDeps {
  contents: Pick<ContentStore, 'byId'>
  lives: Pick<LiveStore, 'byId' | 'segments'>
  blobs: Pick<BlobStore, 'path'>
  /** The folder that the recorder writes into, one folder a live. */
  recordingsDir: string
  /** Who asks. Called only for what is not published. @throws NodoError for a token that does not hold */
  readerOf(request: FastifyRequest): Lector
}

const contentId = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const playlistName = /^(?:index|audio|(?:main|aac|opus)\/index)\.m3u8$/
const recordedName = /^(main|aac|opus)\/(init-\d{1,9}\.mp4|\d{1,9}(?:-\d{1,9})?\.m4s)$/

/** Files of a content that are blobs: the format of their `medios` row, their type, and whether they are downloads. */
const blobFiles = new Map([
  ['descarga.mp4', { formato: 'mp4', type: 'video/mp4', download: true }],
  ['audio.m4a', { formato: 'm4a', type: 'audio/mp4', download: true }],
  ['miniatura.jpg', { formato: 'jpg', type: 'image/jpeg', download: false }],
])

/** Its bytes never change under this name. */
const forever = 'max-age=31536000, immutable'

/** What is published is anybody's; the rest is its owner's and the admins', and for others it is not there. */
const mayRead = ({ contenido }: ContentWithCreator, reader: () => Lector): boolean => {
  if (contenido.estado === 'publicado') return true
  const who = reader()
  return who !== null && (who.rol === 'admin' || who.id === contenido.creador_id)
}

/**
 * Serves `/media/{contenido}/…`: playlists, inits and segments of recordings as soon as the live is over, and the
 * download, its audio and the thumbnail once they are made. What a client writes is matched and looked up, and never
 * becomes part of a path. Anybody's page may read what is published (Fetch, § 3.2).
 */
export const createMedia = (deps: MediaDeps): FastifyPluginAsync => {
  const recordings = createRecordings(deps)

  const playlist = async (request: FastifyRequest, reply: FastifyReply, live: Id, name: string) => {
    const found = (await recordings.of(live))?.get(name)
    if (!found) throw new NodoError('contenido_no_encontrado')
    reply.header('etag', found.etag)
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(found.etag)) return reply.code(304).send()
    return reply.type('application/vnd.apple.mpegurl').send(found.text)
  }

  const recorded = async (request: FastifyRequest, reply: FastifyReply, live: Id, match: RegExpExecArray) => {
    const [, rendicion = '', file = ''] = match
    if (!(await recordings.of(live))?.has(`${rendicion}/index.m3u8`)) throw new NodoError('contenido_no_encontrado')
    reply.type(rendicion === 'main' ? 'video/mp4' : 'audio/mp4')
    return sendFile(request, reply, join(renditionFolder(deps.recordingsDir, live, rendicion), file))
  }

  const answer = async (request: FastifyRequest, reply: FastifyReply, id: string, name: string) => {
    const found = contentId.test(id) ? await deps.contents.byId(id) : undefined
    if (!found || !mayRead(found, () => deps.readerOf(request))) throw new NodoError('contenido_no_encontrado')
    const { contenido, transmision_id: live } = found
    const audience = contenido.estado === 'publicado' ? 'public' : 'private'
    const segment = recordedName.exec(name)
    reply.header('cache-control', `${audience}, ${segment ? forever : 'no-cache'}`)
    if (live !== null && segment) return recorded(request, reply, live, segment)
    if (live !== null && playlistName.test(name)) return playlist(request, reply, live, name)
    const file = blobFiles.get(name)
    const medio = file && contenido.medios.find((each) => each.formato === file.formato)
    const path = medio?.sha256 ? deps.blobs.path(medio.sha256) : undefined
    if (!file || path === undefined) throw new NodoError('contenido_no_encontrado')
    if (file.download) reply.header('content-disposition', attachment(contenido.titulo, file.formato))
    return sendFile(request, reply.type(file.type), path)
  }

  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'Content-Length, Content-Range, ETag, Last-Modified',
      })
    })
    app.route<{ Params: { contenido: string; '*': string } }>({
      method: ['GET', 'HEAD'],
      url: '/media/:contenido/*',
      schema: { hide: true },
      handler: (request, reply) => answer(request, reply, request.params.contenido, request.params['*']),
    })
    // A range is asked for across origins after a preflight in older browsers.
    app.options('/media/*', { schema: { hide: true } }, (_request, reply) =>
      reply
        .code(204)
        .headers({
          'access-control-allow-methods': 'GET, HEAD',
          'access-control-allow-headers': 'Range, If-Range, If-None-Match, If-Modified-Since',
          'access-control-max-age': '86400',
        })
        .send(),
    )
  }
}
