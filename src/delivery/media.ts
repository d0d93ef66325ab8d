import { join } from 'node:path'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { ContentStore, ContentWithCreator } from '../catalog/store.ts'
import { NodoError } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { Contenido } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import { chaptersFile, chaptersOf } from '../packaging/chapters.ts'
import { mediaName } from '../packaging/media-names.ts'
import { renditionFolder } from '../packaging/recording-files.ts'
import type { AccountStore } from '../people/store.ts'
import type { BlobStore } from '../storage/blobs/blobs.ts'
import { isKnown } from './conditions.ts'
import { attachment } from './file-name.ts'
import { endingOf, mediaTypeOf } from './media-types.ts'
import { asItIs, openToAll } from './open-headers.ts'
import { createPackaged } from './packaged.ts'
import { type PlaylistText, withTag } from './playlist-text.ts'
import { createPortraits } from './portraits.ts'
import { createRecordings } from './recordings.ts'
import { sendFile } from './send-file.ts'

export interface MediaDeps {
  contents: Pick<ContentStore, 'byId'>
  accounts: Pick<AccountStore, 'byId'>
  lives: Pick<LiveStore, 'byId' | 'segments'>
  blobs: Pick<BlobStore, 'path'>
  /** The folder that the recorder writes into, one folder a live. */
  recordingsDir: string
  /** Who asks. Called only for what is not published. @throws NodoError for a token that does not hold */
  readerOf(request: FastifyRequest): Promise<Lector>
}

const contentId = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const playlistName = /^(?:index|audio|(?:main|aac|opus)\/index)\.m3u8$/
const playlistEndings = ['m3u8', 'mpd']
const recordedName = /^(main|aac|opus)\/(init-\d{1,9}\.mp4|\d{1,9}(?:-\d{1,9})?\.m4s)$/

/** What a client writes of a file: never a path. */
const fileName = /^[a-z0-9][a-z0-9-]{0,80}(?:\.[a-z0-9]{1,5})?$/
/** Of an upload, taken home before it is known what it is. */
const unknownOriginal = 'original'

/** What is for taking home, under a readable name; the rest is shown and played. */
const downloads = ['mp4', 'm4a', 'original']

/** Its bytes never change under this name. */
const forever = 'max-age=31536000, immutable'

/** The chapters of a content as podcast programs read them (JSON Chapters 1.2). */
const chaptersText = (contenido: Contenido): PlaylistText | undefined => {
  const chapters = chaptersOf(contenido).map(({ fromMs, titulo }) => ({ startTime: fromMs / 1000, title: titulo }))
  return chapters.length > 0 ? withTag(JSON.stringify({ version: '1.2.0', chapters })) : undefined
}

/** What is published is anybody's; the rest is its owner's and the admins', and for others it is not there. */
const mayRead = async ({ contenido }: ContentWithCreator, reader: () => Promise<Lector>): Promise<boolean> => {
  if (contenido.estado === 'publicado') return true
  const who = await reader()
  return who !== null && (who.rol === 'admin' || who.id === contenido.creador_id)
}

/**
 * Serves `/media/{contenido}/…`, and under a person's id their picture: playlists, inits and segments of recordings as soon as the live is over; playlists and
 * files of uploads; downloads, thumbnails and whatever else a content has among its `medios`. What a client writes is matched and looked up, and never
 * becomes part of a path. Anybody's page may read what is published (Fetch, § 3.2).
 */
export const createMedia = (deps: MediaDeps): FastifyPluginAsync => {
  const recordings = createRecordings(deps)
  const packaged = createPackaged(deps)
  const portraits = createPortraits(deps)

  const playlist = (request: FastifyRequest, reply: FastifyReply, name: string, found: PlaylistText | undefined) => {
    if (!found) throw new NodoError('contenido_no_encontrado')
    reply.header('etag', found.etag)
    if (isKnown(request.headers, found)) return reply.code(304).send()
    return reply.type(mediaTypeOf(name) ?? '').send(found.text)
  }

  const recorded = async (request: FastifyRequest, reply: FastifyReply, live: Id, match: RegExpExecArray) => {
    const [, rendicion = '', file = ''] = match
    if (!(await recordings.of(live))?.has(`${rendicion}/index.m3u8`)) throw new NodoError('contenido_no_encontrado')
    reply.type(rendicion === 'main' ? 'video/mp4' : 'audio/mp4')
    return sendFile(request, reply, join(renditionFolder(deps.recordingsDir, live, rendicion), file))
  }

  const blob = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { id, titulo, medios }: Contenido,
    name: string,
    caching: (lasts: boolean) => void,
  ) => {
    const medio = medios.find(
      ({ formato, url }) => url === `/media/${id}/${name}` || (name === unknownOriginal && formato === 'original'),
    )
    const path = medio?.sha256 ? deps.blobs.path(medio.sha256) : undefined
    if (!medio || path === undefined) throw new NodoError('contenido_no_encontrado')
    const { file, name: role } = mediaName(medio.url)
    const ending = file.includes('.') ? endingOf(file) : 'bin'
    // Whose name has a piece of their hash in it.
    caching(role !== file && name === file)
    if (downloads.includes(medio.formato)) reply.header('content-disposition', attachment(titulo, ending))
    const heard = medio.formato === 'cmaf' && medio.ancho === null
    const type = mediaTypeOf(file, heard) ?? 'application/octet-stream'
    return sendFile(request, reply.type(type), path, `"${medio.sha256?.slice(0, 32)}"`)
  }

  const answer = async (request: FastifyRequest, reply: FastifyReply, id: string, name: string) => {
    const found = contentId.test(id) ? await deps.contents.byId(id) : undefined
    if (!found && contentId.test(id)) {
      const path = await portraits.path(id, name)
      reply.header('cache-control', `public, ${forever}`)
      return sendFile(request, reply.type('image/jpeg'), path)
    }
    if (!found || !(await mayRead(found, () => deps.readerOf(request)))) throw new NodoError('contenido_no_encontrado')
    const { contenido, transmision_id: live } = found
    const audience = contenido.estado === 'publicado' ? 'public' : 'private'
    const segment = recordedName.exec(name)
    const caching = (lasts: boolean) => reply.header('cache-control', `${audience}, ${lasts ? forever : 'no-cache'}`)
    caching(segment !== null)
    if (live !== null && segment) return recorded(request, reply, live, segment)
    if (live !== null && playlistName.test(name))
      return playlist(request, reply, name, (await recordings.of(live))?.get(name))
    if (!fileName.test(name)) throw new NodoError('contenido_no_encontrado')
    if (name === chaptersFile) return playlist(request, reply, name, chaptersText(contenido))
    if (playlistEndings.includes(endingOf(name)))
      return playlist(request, reply, name, await packaged.of(contenido, name))
    return blob(request, reply, contenido, name, caching)
  }

  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers({ ...openToAll, ...asItIs })
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
