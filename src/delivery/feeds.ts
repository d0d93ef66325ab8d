import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import { callerHost } from '../caller-host.ts'
import type { CategoryStore } from '../catalog/category-store.ts'
import type { ContentFilter, ContentStore } from '../catalog/store.ts'
import { NodoError } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { Id } from '../model/primitives.ts'
import type { Transmision } from '../model/transmision.ts'
import type { AccountStore, ListStore } from '../people/store.ts'
import type { BlobStore } from '../storage/blobs/blobs.ts'
import { isKnown } from './conditions.ts'
import { enclosuresOf } from './enclosures.ts'
import { createKept } from './kept.ts'
import { asItIs, openToAll } from './open-headers.ts'
import { withTag } from './playlist-text.ts'
import { type Episode, type LiveEpisode, type PodcastChannel, podcastOf } from './podcast.ts'
import { sendFile } from './send-file.ts'

export interface FeedsDeps {
  accounts: Pick<AccountStore, 'byId'>
  categories: Pick<CategoryStore, 'all'>
  contents: Pick<ContentStore, 'page' | 'byIds'>
  lists: Pick<ListStore, 'byId'>
  lives: Pick<LiveStore, 'unfinished'>
  blobs: Pick<BlobStore, 'path'>
  clock: { wall(): number }
  nodoId(): Promise<Id>
  /** What this box is called. */
  name: string
}

/** So many of the newest a podcast has. */
const episodesMost = 100
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const code = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
/** A program that asks every few minutes asks the box once in them. */
const caching = 'public, max-age=300'

const feedsKept = 256
/** What stands for a podcast without a picture. */
const slate = '/feeds/portada.png'
const slateFile = join(import.meta.dirname, '..', 'packaging', 'slate.png')

interface Podcast {
  channel: Omit<PodcastChannel, 'key' | 'path' | 'noImage'>
  episodes: readonly Episode[]
  lives: readonly LiveEpisode[]
}

/**
 * Serves `/feeds/{creador|categoria|lista}.xml`: what a person published, what stands under a category, what is in a
 * public list, as a podcast. Conditional requests as RFC 9110 § 13 says; anybody's page may read it (Fetch, § 3.2).
 */
export const createFeeds = (deps: FeedsDeps): FastifyPluginAsync => {
  const newest = async (filter: Omit<ContentFilter, 'publishedOnly'>): Promise<Episode[]> =>
    (await deps.contents.page({ ...filter, publishedOnly: true }, episodesMost)).rows
  const onAir = async (of: Partial<Pick<Transmision, 'creador_id' | 'categoria'>>): Promise<LiveEpisode[]> =>
    (await deps.lives.unfinished()).filter(
      ({ transmision }) =>
        transmision.estado !== 'preparada' &&
        Object.entries(of).every(([field, value]) => transmision[field as keyof typeof of] === value),
    )

  const ofCreator = async (id: Id): Promise<Podcast | undefined> => {
    const account = await deps.accounts.byId(id)
    if (!account?.activo) return undefined
    const { nombre, bio, imagen } = account
    return {
      channel: {
        title: nombre,
        description: bio ?? '',
        author: nombre,
        category: null,
        page: `/p/${id}`,
        image: imagen,
      },
      episodes: await newest({ creador_id: id }),
      lives: await onAir({ creador_id: id }),
    }
  }

  const ofList = async (id: Id): Promise<Podcast | undefined> => {
    const list = await deps.lists.byId(id)
    if (!list?.publica) return undefined
    const latest = list.contenidos.toSorted((one, other) => other.agregado_en - one.agregado_en).slice(0, episodesMost)
    const rows = await deps.contents.byIds(latest.map(({ contenido_id }) => contenido_id))
    return {
      channel: {
        title: list.nombre,
        description: list.descripcion,
        author: (await deps.accounts.byId(list.usuario_id))?.nombre ?? deps.name,
        category: null,
        page: `/p/${list.usuario_id}`,
        image: null,
      },
      episodes: rows.filter(({ contenido }) => contenido.estado === 'publicado'),
      lives: [],
    }
  }

  const ofCategory = async (codigo: string): Promise<Podcast | undefined> => {
    const category = (await deps.categories.all()).find((one) => one.codigo === codigo)
    if (!category) return undefined
    return {
      channel: {
        title: `${category.nombre.es} · ${deps.name}`,
        description: '',
        author: deps.name,
        category: codigo,
        page: `/catalogo?categoria=${codigo}`,
        image: null,
      },
      episodes: await newest({ categoria: codigo }),
      lives: await onAir({ categoria: codigo }),
    }
  }

  const find = async (of: string): Promise<Podcast | undefined> => {
    if (uuid.test(of)) return (await ofCreator(of)) ?? (await ofList(of))
    return code.test(of) ? ofCategory(of) : undefined
  }

  const filesOf = ({ medios }: Episode['contenido']) =>
    enclosuresOf(medios.filter(({ sha256 }) => sha256 !== null && deps.blobs.path(sha256) !== undefined))

  const known = createKept<string, { etag: string; modifiedMs: number }>(feedsKept)
  /** Since when a feed has been as it is: of a title that was changed, or a content that is gone, no record tells when. */
  const sinceWhen = (address: string, etag: string) => {
    const before = known.get(address)
    const now = before?.etag === etag ? before : { etag, modifiedMs: deps.clock.wall() }
    known.set(address, now)
    return now
  }

  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => void reply.headers({ ...openToAll, ...asItIs }))
    app.get(slate, { schema: { hide: true } }, (request, reply) =>
      sendFile(request, reply.type('image/png').header('cache-control', 'public, max-age=86400'), slateFile),
    )
    app.route<{ Params: { de: string } }>({
      method: ['GET', 'HEAD'],
      url: '/feeds/:de.xml',
      schema: { hide: true },
      handler: async (request, reply) => {
        const { de } = request.params
        const found = await find(de)
        if (!found) throw new NodoError('contenido_no_encontrado')
        const path = `/feeds/${de}.xml`
        const base = `${request.protocol}://${callerHost(request)}`
        const channel = { ...found.channel, key: `${await deps.nodoId()}${path}`, path, noImage: slate }
        // What has a price is not given away.
        const free = found.episodes.filter(({ contenido }) => contenido.precio === null)
        const { text, etag } = withTag(podcastOf(channel, free, found.lives, { filesOf, base }))
        const validators = sinceWhen(base + path, etag)
        reply.headers({
          etag,
          'last-modified': new Date(validators.modifiedMs).toUTCString(),
          'cache-control': caching,
        })
        if (isKnown(request.headers, validators)) return reply.code(304).send()
        return reply.type('application/rss+xml; charset=utf-8').send(text)
      },
    })
  }
}
