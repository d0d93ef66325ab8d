import { createHash } from 'node:crypto'
import XMLBuilder from 'fast-xml-builder'
import type { Contenido } from '../model/contenido.ts'
import type { Transmision } from '../model/transmision.ts'
import type { CreadorBreve } from '../model/usuario.ts'
import { chaptersFile, chaptersOf } from '../packaging/chapters.ts'
import type { Enclosures } from './enclosures.ts'
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
  /** What stands for one that has none, nor its contents. */
  noImage: string
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
 * @param filesOf what of a content there is to take home
 * @param base where the caller reaches this box: `http://nodo.local:8080`
 */
export const podcastOf = (
  channel: PodcastChannel,
  episodes: readonly Episode[],
  lives: readonly LiveEpisode[],
  { filesOf, base }: { filesOf(contenido: Episode['contenido']): Enclosures; base: string },
): string => {
  const at = (path: string): string => base + path
  const itemOf = ({ contenido, creador }: Episode) => {
    const files = filesOf(contenido)
    const first = files.sound ?? files.picture
    if (!first) return []
    const others = files.sound && files.picture ? [files.picture] : []
    const { id, titulo, descripcion, autor, duracion_ms, miniatura, subtitulos } = contenido
    return [
      {
        title: text(titulo),
        link: at(`/c/${id}`),
        guid: { '@isPermaLink': 'false', '#': id },
        pubDate: date(contenido.fecha_publicacion ?? contenido.creado_en),
        description: text(descripcion || titulo),
        enclosure: { '@url': at(first.url), '@length': first.tamano_bytes, '@type': first.tipo },
        'itunes:author': text(autor ?? creador.nombre),
        'itunes:explicit': 'false',
        ...(duracion_ms !== null && { 'itunes:duration': seconds(duracion_ms) }),
        ...(miniatura !== null && { 'itunes:image': { '@href': at(miniatura) } }),
        'podcast:transcript': subtitulos.map(({ idioma, url }) => ({
          '@url': at(url),
          '@type': 'text/vtt',
          '@language': idioma,
        })),
        ...(chaptersOf(contenido).length > 0 && {
          'podcast:chapters': { '@url': at(`/media/${id}/${chaptersFile}`), '@type': mediaTypeOf(chaptersFile) },
        }),
        'podcast:alternateEnclosure': others.map(({ url, tipo, tamano_bytes, bitrate, alto }) => ({
          '@type': tipo,
          '@length': tamano_bytes,
          ...(bitrate > 0 && { '@bitrate': bitrate }),
          ...(alto !== null && { '@height': alto }),
          'podcast:source': { '@uri': at(url) },
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

  const newest = Math.max(
    0,
    ...episodes.map(({ contenido }) => contenido.fecha_publicacion ?? contenido.creado_en),
    ...lives.map(({ transmision }) => transmision.iniciada_en ?? 0),
  )
  const image =
    channel.image ?? episodes.find(({ contenido }) => contenido.miniatura)?.contenido.miniatura ?? channel.noImage
  const category = directoryCategories[channel.category ?? ''] ?? 'Society & Culture'
  const description = text(channel.description || channel.title)
  return builder.build({
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
        ...(newest > 0 && { lastBuildDate: date(newest) }),
        image: { url: at(image), title: text(channel.title), link: at(channel.page) },
        'itunes:image': { '@href': at(image) },
        'itunes:author': text(channel.author),
        'itunes:category': { '@text': category },
        'itunes:explicit': 'false',
        'podcast:guid': podcastGuid(channel.key),
        'podcast:liveItem': lives.map(liveOf),
        item: episodes.flatMap(itemOf),
      },
    },
  })
}
