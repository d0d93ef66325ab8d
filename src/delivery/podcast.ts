import { createHash } from 'node:crypto'
import XMLBuilder from 'fast-xml-builder'
import type { Contenido, Medio } from '../model/contenido.ts'
import type { Transmision } from '../model/transmision.ts'
import type { CreadorBreve } from '../model/usuario.ts'
import { mediaTypeOf } from './media-types.ts'

/** What a podcast is about. `path` and `image` are paths on this box. */
export interface PodcastChannel {
  /** What stays the same whatever the box is called and wherever the feed is read. */
  key: string
  title: string
  description: string
  author: string
  /** The codes of its contents' category; null where they have several. */
  category: string | null
  /** Where the feed itself stands. */
  path: string
  /** The page of it. */
  page: string
  image: string | null
}

export interface Episode {
  contenido: Omit<Contenido, 'cuerpo'>
  creador: CreadorBreve
}

export interface LiveEpisode {
  transmision: Pick<
    Transmision,
    'id' | 'codigo' | 'contenido_id' | 'titulo' | 'descripcion' | 'iniciada_en' | 'creador_id'
  >
  creador: CreadorBreve
}

/** Podcasting 2.0, `podcast:guid`: the namespace of its version 5 UUIDs. */
const guidSpace = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex')

/** A version 5 UUID (RFC 9562 § 5.5) of a podcast. */
const podcastGuid = (key: string): string => {
  const hash = createHash('sha1').update(guidSpace).update(key).digest().subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The nearest of the categories that podcast directories know (Apple Podcasts, *Categories*). */
const directoryCategories: Readonly<Record<string, string>> = {
  musica: 'Music',
  noticias: 'News',
  memoria: 'History',
  territorio: 'Science',
  artes: 'Arts',
  ficcion: 'Fiction',
  educacion: 'Education',
  salud: 'Health & Fitness',
  infancia: 'Kids & Family',
  deportes: 'Sports',
}

/** Not characters of XML 1.0 (§ 2.2), even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const outsideXml = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g
const text = (given: string): string => given.toWellFormed().replace(outsideXml, '')

const isFile = ({ formato }: Medio): boolean => ['m4a', 'mp4', 'original'].includes(formato)
const isPlayable = (type: string | undefined): type is string => type !== undefined && /^(?:audio|video)\//.test(type)

/** The files of a content that podcast programs can play, the sound alone first: it is the least to carry. */
const filesOf = ({ medios }: Pick<Contenido, 'medios'>) =>
  medios
    .filter(isFile)
    .flatMap((medio) => {
      const type = mediaTypeOf(medio.url)
      return isPlayable(type) ? [{ medio, type }] : []
    })
    .toSorted((a, b) => Number(b.type.startsWith('audio/')) - Number(a.type.startsWith('audio/')))

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  format: true,
})

/** So many seconds as `itunes:duration` wants them. */
const seconds = (ms: number): number => Math.round(ms / 1000)
/** RFC 822 § 5, with the year of four digits that RSS 2.0 asks for. */
const date = (ms: number): string => new Date(ms).toUTCString()

/**
 * A podcast as RSS 2.0 with the namespaces of Apple Podcasts and of Podcasting 2.0. What has no file that a podcast
 * program could play is left out. The same contents give the same text.
 * @param base where the caller reaches this box: `http://nodo.local:8080`
 */
export const podcastOf = (
  channel: PodcastChannel,
  episodes: readonly Episode[],
  lives: readonly LiveEpisode[],
  base: string,
): { xml: string; modified: number } => {
  const at = (path: string): string => base + path
  const itemOf = ({ contenido, creador }: Episode) => {
    const [first, ...others] = filesOf(contenido)
    if (!first) return []
    const { id, titulo, descripcion, autor, duracion_ms, miniatura, subtitulos } = contenido
    return [
      {
        title: text(titulo),
        link: at(`/c/${id}`),
        guid: { '@isPermaLink': 'false', '#': id },
        pubDate: date(contenido.fecha_publicacion ?? contenido.creado_en),
        description: text(descripcion || titulo),
        enclosure: { '@url': at(first.medio.url), '@length': first.medio.tamano_bytes, '@type': first.type },
        'itunes:author': text(autor ?? creador.nombre),
        'itunes:explicit': 'false',
        ...(duracion_ms !== null && { 'itunes:duration': seconds(duracion_ms) }),
        ...(miniatura !== null && { 'itunes:image': { '@href': at(miniatura) } }),
        'podcast:transcript': subtitulos.map(({ idioma, url }) => ({
          '@url': at(url),
          '@type': 'text/vtt',
          '@language': idioma,
        })),
        'podcast:alternateEnclosure': others.map(({ medio, type }) => ({
          '@type': type,
          '@length': medio.tamano_bytes,
          '@bitrate': medio.bitrate,
          ...(medio.alto !== null && { '@height': medio.alto }),
          'podcast:source': { '@uri': at(medio.url) },
        })),
      },
    ]
  }
  const liveOf = ({ transmision, creador }: LiveEpisode) => ({
    '@status': 'live',
    '@start': new Date(transmision.iniciada_en ?? 0).toISOString(),
    title: text(transmision.titulo),
    guid: { '@isPermaLink': 'false', '#': transmision.contenido_id },
    description: text(transmision.descripcion || transmision.titulo),
    enclosure: {
      '@url': at(`/hls/${transmision.id}/audio.m3u8`),
      '@length': 0,
      '@type': 'application/vnd.apple.mpegurl',
    },
    'itunes:author': text(creador.nombre),
    'podcast:contentLink': { '@href': at(`/v/${transmision.codigo}`), '#': text(transmision.titulo) },
  })

  const modified = Math.max(
    0,
    ...episodes.map(({ contenido }) => contenido.fecha_publicacion ?? contenido.creado_en),
    ...lives.map(({ transmision }) => transmision.iniciada_en ?? 0),
  )
  const image = channel.image ?? episodes.find(({ contenido }) => contenido.miniatura)?.contenido.miniatura
  const category = directoryCategories[channel.category ?? ''] ?? 'Society & Culture'
  const description = text(channel.description || channel.title)
  const xml = builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    rss: {
      '@version': '2.0',
      '@xmlns:atom': 'http://www.w3.org/2005/Atom',
      '@xmlns:itunes': 'http://www.itunes.com/dtds/podcast-1.0.dtd',
      '@xmlns:podcast': 'https://podcastindex.org/namespace/1.0',
      channel: {
        title: text(channel.title),
        link: at(channel.page),
        'atom:link': { '@href': at(channel.path), '@rel': 'self', '@type': 'application/rss+xml' },
        description,
        language: episodes.find(({ contenido }) => contenido.idioma)?.contenido.idioma ?? 'es',
        ...(modified > 0 && { lastBuildDate: date(modified) }),
        ...(image && {
          image: { url: at(image), title: text(channel.title), link: at(channel.page) },
          'itunes:image': { '@href': at(image) },
        }),
        'itunes:author': text(channel.author),
        'itunes:category': { '@text': category },
        'itunes:explicit': 'false',
        'podcast:guid': podcastGuid(channel.key),
        'podcast:liveItem': lives.map(liveOf),
        item: episodes.flatMap(itemOf),
      },
    },
  })
  return { xml, modified }
}
