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
} from './playlist.ts'

/** At most five decimals, without the noise of binary fractions. */
const decimal = (value: number): string => {
  if (!(value >= 0 && value < 1e9)) throw new PlaylistError(`${value} is no duration`)
  return String(Math.round(value * 1e5) / 1e5)
}

/** 4.2: a quoted-string holds neither quotes nor line ends. */
const quoted = (text: string): string => {
  if (/["\r\n]/.test(text)) throw new PlaylistError('a quoted string holds a quote or a line end')
  return `"${text}"`
}

/** 4.1: a line with a URI is not empty and does not begin with #. */
const uriLine = (uri: string): string => {
  if (!/^[^#\s][^\r\n]*$/.test(uri)) throw new PlaylistError('a URI is empty, begins with # or holds a line end')
  return `${uri}\n`
}

const rangeOf = ({ bytes, from }: ByteRange): string => `${bytes}@${from}`

const partLine = (part: Part): string =>
  `#EXT-X-PART:DURATION=${decimal(part.duration)},URI=${quoted(part.uri)}${part.independent ? ',INDEPENDENT=YES' : ''}${part.gap ? ',GAP=YES' : ''}\n`

const head = (segment: SegmentHead, mapBefore: string | undefined): string => {
  let text = segment.discontinuity ? '#EXT-X-DISCONTINUITY\n' : ''
  if (segment.map !== mapBefore) {
    if (segment.map === undefined) throw new PlaylistError('a segment after a map has none')
    const range = segment.mapRange ? `,BYTERANGE=${quoted(rangeOf(segment.mapRange))}` : ''
    text += `#EXT-X-MAP:URI=${quoted(segment.map)}${range}\n`
  }
  if (segment.programDateTime !== undefined)
    text += `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.programDateTime).toISOString()}\n`
  for (const part of segment.parts) text += partLine(part)
  return text
}

const segmentLines = (segment: Segment): string =>
  `${segment.gap ? '#EXT-X-GAP\n' : ''}#EXTINF:${decimal(segment.duration)},\n${
    segment.range ? `#EXT-X-BYTERANGE:${rangeOf(segment.range)}\n` : ''
  }${uriLine(segment.uri)}`

const serverControl = (playlist: MediaPlaylist): string => {
  const attributes: string[] = []
  if (playlist.canBlockReload) attributes.push('CAN-BLOCK-RELOAD=YES')
  if (playlist.holdBack !== undefined) attributes.push(`HOLD-BACK=${decimal(playlist.holdBack)}`)
  if (playlist.partHoldBack !== undefined) attributes.push(`PART-HOLD-BACK=${decimal(playlist.partHoldBack)}`)
  return attributes.length > 0 ? `#EXT-X-SERVER-CONTROL:${attributes.join()}\n` : ''
}

const heading = (playlist: { version: number; independentSegments: boolean }): string =>
  `#EXTM3U\n#EXT-X-VERSION:${playlist.version}\n${playlist.independentSegments ? '#EXT-X-INDEPENDENT-SEGMENTS\n' : ''}`

/**
 * The text of a Media Playlist (4.4.3 to 4.4.5).
 * @throws PlaylistError for a value that no playlist can say: a URI with a line end, a duration below zero.
 */
export const writeMedia = (playlist: MediaPlaylist): string => {
  let text = `${heading(playlist)}#EXT-X-TARGETDURATION:${playlist.targetDuration}\n${serverControl(playlist)}`
  if (playlist.partTarget !== undefined) text += `#EXT-X-PART-INF:PART-TARGET=${decimal(playlist.partTarget)}\n`
  text += `#EXT-X-MEDIA-SEQUENCE:${playlist.mediaSequence}\n`
  if (playlist.discontinuitySequence > 0) text += `#EXT-X-DISCONTINUITY-SEQUENCE:${playlist.discontinuitySequence}\n`
  if (playlist.playlistType) text += `#EXT-X-PLAYLIST-TYPE:${playlist.playlistType}\n`
  let map: string | undefined
  for (const segment of playlist.segments) {
    text += head(segment, map) + segmentLines(segment)
    map = segment.map
  }
  if (playlist.open) text += head(playlist.open, map)
  if (playlist.preloadHint !== undefined) text += `#EXT-X-PRELOAD-HINT:TYPE=PART,URI=${quoted(playlist.preloadHint)}\n`
  for (const report of playlist.renditionReports ?? []) {
    const lastPart = report.lastPart === undefined ? '' : `,LAST-PART=${report.lastPart}`
    text += `#EXT-X-RENDITION-REPORT:URI=${quoted(report.uri)},LAST-MSN=${report.lastMsn}${lastPart}\n`
  }
  return playlist.endList ? `${text}#EXT-X-ENDLIST\n` : text
}

const audioLine = ({ group, name, language, channels, uri }: AudioRendition): string => {
  const spoken = language === undefined ? '' : `,LANGUAGE=${quoted(language)}`
  const heard = channels === undefined ? '' : `,CHANNELS=${quoted(String(channels))}`
  return `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=${quoted(group)},NAME=${quoted(name)}${spoken},DEFAULT=YES,AUTOSELECT=YES${heard},URI=${quoted(uri)}\n`
}

const subtitleLine = ({ group, name, language, uri }: SubtitleRendition): string =>
  `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=${quoted(group)},NAME=${quoted(name)},LANGUAGE=${quoted(language)},DEFAULT=NO,AUTOSELECT=YES,URI=${quoted(uri)}\n`

/** The text of a Multivariant Playlist (4.4.6). @throws PlaylistError as `writeMedia` does. */
export const writeMultivariant = (playlist: MultivariantPlaylist): string => {
  let text = heading(playlist)
  for (const rendition of playlist.audio ?? []) text += audioLine(rendition)
  for (const rendition of playlist.subtitles ?? []) text += subtitleLine(rendition)
  for (const variant of playlist.variants) {
    text += `#EXT-X-STREAM-INF:BANDWIDTH=${variant.bandwidth}`
    if (variant.averageBandwidth !== undefined) text += `,AVERAGE-BANDWIDTH=${variant.averageBandwidth}`
    text += `,CODECS=${quoted(variant.codecs.join())}`
    if (variant.resolution) text += `,RESOLUTION=${variant.resolution.width}x${variant.resolution.height}`
    if (variant.frameRate !== undefined) text += `,FRAME-RATE=${Math.round(variant.frameRate * 1e3) / 1e3}`
    if (variant.audio !== undefined) text += `,AUDIO=${quoted(variant.audio)}`
    if (variant.subtitles !== undefined) text += `,SUBTITLES=${quoted(variant.subtitles)}`
    text += `\n${uriLine(variant.uri)}`
  }
  return text
}
