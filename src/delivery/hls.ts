import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ErrorCode, errors, type Idioma } from '../errors.ts'
import type { Id } from '../model/primitives.ts'
import type { Track } from '../packaging/init.ts'
import type { RenditionWindow, Resource } from '../packaging/window.ts'
import { writeMultivariant } from '../packaging/write-playlist.ts'

/** The viewer that is none: the studio's own look at what it sends. */
const UNCOUNTED = '-'

/** A live that can be watched now. */
export interface OnAir {
  main: RenditionWindow
  /** Renditions of sound alone, the widest support first; empty for a live without sound. */
  audio: readonly { name: string; window: RenditionWindow }[]
  /** Counts whoever asked for a playlist. */
  seen(viewer: string): void
}

export interface Hls {
  /** Answers what is under `/hls/`. @returns false where the request is another's */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Parts and segments served since the start, for the metrics. */
  served(): { parts: number; playlists: number; bytes: number }
}

const PATH =
  /^\/hls\/([0-9a-f-]{36})\/(?:(index|audio)\.m3u8|(main|aac|opus)\/(?:index\.m3u8|([A-Za-z0-9]{1,40}\.(?:m4s|mp4))))$/
const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl'
/** A reload that waits longer than three target durations is answered 503 (RFC 8216bis 6.2.5.2). */
const BLOCK_MS = 12_000
const OPEN = ['access-control-allow-origin', '*', 'x-content-type-options', 'nosniff'] as const
const IMMUTABLE = [
  ...OPEN,
  'content-type',
  'video/mp4',
  'cache-control',
  'public, max-age=31536000, immutable',
] as const
const LIVE = [...OPEN, 'content-type', PLAYLIST_TYPE, 'cache-control', 'no-cache'] as const

/**
 * The live's media, from memory, in front of every other layer of HTTP: no hook and no limiter touches it.
 * Playlists follow RFC 8216bis; parts and segments are immutable.
 */
export const createHls = (deps: { live(id: Id): OnAir | undefined }): Hls => {
  const served = { parts: 0, playlists: 0, bytes: 0 }

  // A playlist is ASCII: as a latin1 string it leaves in one write with its head.
  const playlist = (response: ServerResponse, text: string) => {
    served.playlists++
    response.writeHead(200, [...LIVE, 'content-length', String(text.length)])
    response.end(text, 'latin1')
  }

  const media = (response: ServerResponse, resource: Resource, head: boolean) => {
    served.parts++
    served.bytes += resource.size
    response.writeHead(200, [...IMMUTABLE, 'content-length', String(resource.size)])
    if (head) return void response.end()
    const { chunks } = resource
    if (chunks.length > 1) response.cork()
    for (const chunk of chunks) response.write(chunk)
    response.end()
  }

  const rendition = (live: OnAir, name: string): RenditionWindow | undefined =>
    name === 'main' ? live.main : live.audio.find((audio) => audio.name === name)?.window

  /** @returns a function that calls `then` once, unless the time is over before (`late`) or the client has gone */
  const hold = (response: ServerResponse, then: (late: boolean) => void) => {
    const finish = (late: boolean) => {
      clearTimeout(timer)
      if (!response.destroyed && !response.writableEnded) then(late)
    }
    const timer = setTimeout(finish, BLOCK_MS, true)
    return () => finish(false)
  }

  const mediaPlaylist = (response: ServerResponse, window: RenditionWindow, query: URLSearchParams, idioma: Idioma) => {
    const msnText = query.get('_HLS_msn')
    const partText = query.get('_HLS_part')
    if (msnText === null && partText === null) return playlist(response, window.playlist())
    const msn = Number(msnText)
    const part = partText === null ? undefined : Number(partText)
    if (msnText === null || !isCount(msn) || (part !== undefined && !isCount(part))) {
      return refuse(response, 400, 'peticion_malformada', idioma)
    }
    let release: (() => void) | undefined
    const answer = window.await(msn, part, () => release?.())
    if (answer === 'now') playlist(response, window.playlist())
    else if (answer === 'never') refuse(response, 400, 'peticion_malformada', idioma)
    else {
      release = hold(response, (late) =>
        late ? refuse(response, 503, 'servicio_no_disponible', idioma) : playlist(response, window.playlist()),
      )
    }
  }

  const file = (
    response: ServerResponse,
    window: RenditionWindow | undefined,
    name: string,
    head: boolean,
    idioma: Idioma,
  ) => {
    const absent = () => refuse(response, 404, 'ruta_no_encontrada', idioma)
    const resource = window?.resource(name)
    if (resource) return media(response, resource, head)
    let release: (() => void) | undefined
    if (!window?.awaitPart(name, () => release?.())) return absent()
    release = hold(response, () => {
      const late = window.resource(name)
      if (late) media(response, late, head)
      else absent()
    })
  }

  return {
    handle(request, response) {
      const url = request.url ?? ''
      if (!url.startsWith('/hls/')) return false
      const idioma = languageOf(request)
      if (request.method === 'OPTIONS') {
        response.writeHead(204, [
          ...OPEN,
          'access-control-allow-methods',
          'GET, HEAD',
          'access-control-allow-headers',
          'range',
          'access-control-max-age',
          '86400',
        ])
        response.end()
        return true
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        refuse(response, 405, 'ruta_no_encontrada', idioma)
        return true
      }
      const mark = url.indexOf('?')
      const match = PATH.exec(mark < 0 ? url : url.slice(0, mark))
      const live = match && deps.live(match[1] as Id)
      if (!match || !live) {
        refuse(response, 404, match ? 'transmision_no_encontrada' : 'ruta_no_encontrada', idioma)
        return true
      }
      const [, , multivariant, name, media] = match
      if (media !== undefined) {
        file(response, rendition(live, name as string), media, request.method === 'HEAD', idioma)
        return true
      }
      const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
      const viewer = query.get('s')
      if (viewer !== UNCOUNTED)
        live.seen(viewer ?? `${request.socket.remoteAddress} ${request.headers['user-agent'] ?? ''}`)
      const window = name === undefined ? undefined : rendition(live, name)
      if (multivariant === 'index') playlist(response, variants(live, true))
      else if (multivariant === 'audio' && live.audio.length > 0) playlist(response, variants(live, false))
      else if (window && window.playlist().length > 0) mediaPlaylist(response, window, query, idioma)
      else refuse(response, 404, 'transmision_no_encontrada', idioma)
      return true
    },
    served: () => ({ ...served }),
  }
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0

/** The multivariant playlist: main with its sound in AAC, or the renditions of sound alone. */
const variants = (live: OnAir, withMain: boolean): string => {
  const variant = (uri: string, window: RenditionWindow) => {
    const { peak, average } = window.bandwidth()
    const video = window.tracks().find((track: Track) => track.kind === 'video')
    return {
      uri,
      bandwidth: Math.max(peak, 1),
      averageBandwidth: Math.max(average, 1),
      codecs: window.tracks().map((track) => track.codec),
      ...(video?.width && video.height && { resolution: { width: video.width, height: video.height } }),
    }
  }
  return writeMultivariant({
    version: 6,
    independentSegments: false,
    variants: [
      ...(withMain ? [variant('main/index.m3u8', live.main)] : []),
      ...live.audio
        // VLC 3 begins with the smallest variant and then shows no picture of main: beside it stands AAC alone.
        .filter(({ name, window }) => window.playlist().length > 0 && !(withMain && name === 'opus'))
        .map(({ name, window }) => variant(`${name}/index.m3u8`, window)),
    ],
  })
}

const languageOf = (request: IncomingMessage): Idioma => {
  const first = request.headers['accept-language']?.slice(0, 2).toLowerCase()
  return first === 'pt' || first === 'en' ? first : 'es'
}

const refuse = (response: ServerResponse, status: number, codigo: ErrorCode, idioma: Idioma) => {
  const body = Buffer.from(
    JSON.stringify({ error: { codigo, mensaje: errors[codigo][idioma].replace('{segundos}', '2') } }),
  )
  const retry = status === 503 ? ['retry-after', '2'] : []
  response.writeHead(status, [
    ...OPEN,
    ...retry,
    'content-type',
    'application/json; charset=utf-8',
    'cache-control',
    'no-cache',
    'content-length',
    String(body.length),
  ])
  response.end(body)
}
