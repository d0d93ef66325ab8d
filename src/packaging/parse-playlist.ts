import { float, integer, optional, parseAttributes, required } from './attribute-list.ts'
import {
  type AudioRendition,
  type ByteRange,
  type MediaPlaylist,
  type MultivariantPlaylist,
  type Part,
  PlaylistError,
  type Segment,
  type SegmentHead,
  type SubtitleRendition,
  type Variant,
} from './playlist.ts'

/** 4.1: lines end with LF or CRLF, the first is #EXTM3U and no byte order mark stands before it; blank ones say nothing. */
const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/)
  if (lines[0] !== '#EXTM3U') throw new PlaylistError('4.4.1.1: the first line is not #EXTM3U')
  return lines.filter((line) => line !== '')
}

/** A line as tag and value; no tag where it is a URI, an empty one where it is a comment. */
const splitTag = (line: string): { tag?: string; value: string } => {
  if (!line.startsWith('#')) return { value: line }
  if (!line.startsWith('#EXT')) return { tag: '', value: '' }
  const colon = line.indexOf(':')
  return colon < 0 ? { tag: line, value: '' } : { tag: line.slice(0, colon), value: line.slice(colon + 1) }
}

const part = (value: string): Part => {
  const attributes = parseAttributes(value)
  return {
    uri: required(attributes, 'URI'),
    duration: float(required(attributes, 'DURATION')),
    independent: attributes.get('INDEPENDENT') === 'YES',
    ...(attributes.get('GAP') === 'YES' && { gap: true }),
  }
}

/** 4.4.4.2, with the offset that is only needed where the range before it is of another resource: written always. */
const byteRange = (value: string): ByteRange => {
  const [bytes, from, more] = value.split('@')
  if (more !== undefined) throw new PlaylistError('4.4.4.2: this is no byte range')
  return { bytes: integer(bytes ?? ''), from: integer(from ?? '') }
}

const date = (value: string): number => {
  const ms = Date.parse(value)
  if (Number.isNaN(ms)) throw new PlaylistError(`4.4.4.6: ${value.slice(0, 40)} is no date`)
  return ms
}

const playlistType = (value: string): 'EVENT' | 'VOD' => {
  if (value !== 'EVENT' && value !== 'VOD') throw new PlaylistError('4.4.3.5: the type is neither EVENT nor VOD')
  return value
}

/** What has been read so far: the playlist without the segment that is being read, and that segment. */
const createReader = () => {
  const playlist: MediaPlaylist = {
    version: 1,
    targetDuration: -1,
    mediaSequence: 0,
    discontinuitySequence: 0,
    independentSegments: false,
    endList: false,
    segments: [],
  }
  let map: Pick<SegmentHead, 'map' | 'mapRange'> = { map: undefined }
  let range: ByteRange | undefined
  let segment: SegmentHead = { discontinuity: false, parts: [] }
  let duration: number | undefined
  let gap = false

  const header: Record<string, (value: string) => void> = {
    '#EXT-X-VERSION': (value) => (playlist.version = integer(value)),
    '#EXT-X-TARGETDURATION': (value) => (playlist.targetDuration = integer(value)),
    '#EXT-X-MEDIA-SEQUENCE': (value) => (playlist.mediaSequence = integer(value)),
    '#EXT-X-DISCONTINUITY-SEQUENCE': (value) => (playlist.discontinuitySequence = integer(value)),
    '#EXT-X-PLAYLIST-TYPE': (value) => (playlist.playlistType = playlistType(value)),
    '#EXT-X-INDEPENDENT-SEGMENTS': () => (playlist.independentSegments = true),
    '#EXT-X-ENDLIST': () => (playlist.endList = true),
    '#EXT-X-PART-INF': (value) => (playlist.partTarget = float(required(parseAttributes(value), 'PART-TARGET'))),
    '#EXT-X-SERVER-CONTROL': (value) => {
      const attributes = parseAttributes(value)
      if (attributes.get('CAN-BLOCK-RELOAD') === 'YES') playlist.canBlockReload = true
      playlist.holdBack = optional(attributes, 'HOLD-BACK', float)
      playlist.partHoldBack = optional(attributes, 'PART-HOLD-BACK', float)
    },
    '#EXT-X-STREAM-INF': () => {
      throw new PlaylistError('4.1: this is a Multivariant Playlist')
    },
    '#EXT-X-SKIP': () => {
      throw new PlaylistError('4.4.5.2: this is a delta update, not a whole playlist')
    },
  }
  const ofSegment: Record<string, (value: string) => void> = {
    '#EXTINF': (value) => (duration = float(value.split(',', 1)[0] ?? '')),
    '#EXT-X-DISCONTINUITY': () => (segment.discontinuity = true),
    '#EXT-X-GAP': () => (gap = true),
    '#EXT-X-BYTERANGE': (value) => (range = byteRange(value)),
    '#EXT-X-MAP': (value) => {
      const attributes = parseAttributes(value)
      const mapRange = optional(attributes, 'BYTERANGE', byteRange)
      map = { map: required(attributes, 'URI'), ...(mapRange && { mapRange }) }
    },
    '#EXT-X-PROGRAM-DATE-TIME': (value) => (segment.programDateTime = date(value)),
    '#EXT-X-PART': (value) => segment.parts.push(part(value)),
    '#EXT-X-PRELOAD-HINT': (value) => {
      const attributes = parseAttributes(value)
      if (required(attributes, 'TYPE') === 'PART') playlist.preloadHint = required(attributes, 'URI')
    },
    '#EXT-X-RENDITION-REPORT': (value) => {
      const attributes = parseAttributes(value)
      playlist.renditionReports ??= []
      playlist.renditionReports.push({
        uri: required(attributes, 'URI'),
        lastMsn: integer(required(attributes, 'LAST-MSN')),
        lastPart: optional(attributes, 'LAST-PART', integer),
      })
    },
  }
  const handlers = new Map(Object.entries({ ...header, ...ofSegment }))

  return {
    tag: (name: string, value: string) => void handlers.get(name)?.(value),
    uri(uri: string) {
      if (duration === undefined) throw new PlaylistError(`4.4.4.1: ${uri.slice(0, 80)} has no EXTINF`)
      const done: Segment = { uri, duration, ...segment, ...map }
      if (gap) done.gap = true
      if (range) done.range = range
      playlist.segments.push(done)
      segment = { discontinuity: false, parts: [] }
      duration = undefined
      gap = false
      range = undefined
    },
    finish(): MediaPlaylist {
      if (playlist.targetDuration < 0) throw new PlaylistError('4.4.3.1: EXT-X-TARGETDURATION is missing')
      if (segment.parts.length > 0) playlist.open = { ...segment, ...map }
      return playlist
    },
  }
}

/**
 * Reads a Media Playlist (4.4.3 to 4.4.5). Tags that are not known are passed over, as 6.3.1 asks of a client.
 * @throws PlaylistError for anything that is no playlist, a Multivariant Playlist, or a delta update.
 */
export const parseMedia = (text: string): MediaPlaylist => {
  const reader = createReader()
  for (const line of linesOf(text)) {
    const { tag, value } = splitTag(line)
    if (tag === undefined) reader.uri(value)
    else reader.tag(tag, value)
  }
  return reader.finish()
}

const resolution = (value: string): { width: number; height: number } => {
  const [width, height, more] = value.split('x')
  if (more !== undefined) throw new PlaylistError('4.2: this is no decimal-resolution')
  return { width: integer(width ?? ''), height: integer(height ?? '') }
}

const variant = (uri: string, attributes: ReadonlyMap<string, string>): Variant => ({
  uri,
  bandwidth: integer(required(attributes, 'BANDWIDTH')),
  averageBandwidth: optional(attributes, 'AVERAGE-BANDWIDTH', integer),
  codecs: optional(attributes, 'CODECS', (value) => value.split(/ *, */)) ?? [],
  resolution: optional(attributes, 'RESOLUTION', resolution),
  frameRate: optional(attributes, 'FRAME-RATE', float),
  ...(attributes.has('AUDIO') && { audio: attributes.get('AUDIO') }),
  ...(attributes.has('SUBTITLES') && { subtitles: attributes.get('SUBTITLES') }),
})

/** What EXT-X-MEDIA says of sound; undefined where it is of something else. */
const audioRendition = (attributes: ReadonlyMap<string, string>): AudioRendition | undefined =>
  required(attributes, 'TYPE') === 'AUDIO'
    ? {
        group: required(attributes, 'GROUP-ID'),
        name: required(attributes, 'NAME'),
        language: attributes.get('LANGUAGE'),
        channels: optional(attributes, 'CHANNELS', (value) => integer(value.split('/', 1)[0] ?? '')),
        uri: required(attributes, 'URI'),
      }
    : undefined

const subtitleRendition = (attributes: ReadonlyMap<string, string>): SubtitleRendition | undefined =>
  required(attributes, 'TYPE') === 'SUBTITLES'
    ? {
        group: required(attributes, 'GROUP-ID'),
        name: required(attributes, 'NAME'),
        language: required(attributes, 'LANGUAGE'),
        uri: required(attributes, 'URI'),
      }
    : undefined

/** Reads a Multivariant Playlist (4.4.6). @throws PlaylistError */
export const parseMultivariant = (text: string): MultivariantPlaylist => {
  const playlist: MultivariantPlaylist = { version: 1, independentSegments: false, variants: [] }
  let announced: ReadonlyMap<string, string> | undefined
  for (const line of linesOf(text)) {
    const { tag, value } = splitTag(line)
    if (tag === '#EXT-X-TARGETDURATION') throw new PlaylistError('4.1: this is a Media Playlist')
    if (tag === '#EXT-X-VERSION') playlist.version = integer(value)
    else if (tag === '#EXT-X-INDEPENDENT-SEGMENTS') playlist.independentSegments = true
    else if (tag === '#EXT-X-MEDIA') {
      const attributes = parseAttributes(value)
      const [audio, subtitles] = [audioRendition(attributes), subtitleRendition(attributes)]
      if (audio) playlist.audio = [...(playlist.audio ?? []), audio]
      if (subtitles) playlist.subtitles = [...(playlist.subtitles ?? []), subtitles]
    } else if (tag === '#EXT-X-STREAM-INF') announced = parseAttributes(value)
    else if (tag === undefined) {
      if (!announced) throw new PlaylistError(`4.4.6.2: ${value.slice(0, 80)} has no EXT-X-STREAM-INF`)
      playlist.variants.push(variant(value, announced))
      announced = undefined
    }
  }
  return playlist
}
