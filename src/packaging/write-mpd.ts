import XMLBuilder from 'fast-xml-builder'
import { bitRates } from './bit-rates.ts'
import { PACKAGED_ORIGIN_S } from './packaged-file.ts'
import { isVideo, type PackagedRendition, type PackagedSubtitles, secondsOf, targetOf } from './packaged-playlists.ts'

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  format: true,
})

/** Both ends counted (RFC 9110 §14.1.2, as ISO/IEC 23009-1 §5.3.9.2 takes it). */
const range = (from: number, bytes: number): string => `${from}-${from + bytes - 1}`

const representation = ({ name, uri, file, ancho, alto }: PackagedRendition, targetDuration: number) => ({
  '@id': name,
  '@codecs': file.track.codec,
  '@bandwidth': bitRates(file.segments, targetDuration).peak,
  ...(ancho && alto && { '@width': ancho, '@height': alto }),
  ...(file.track.sampleRate && { '@audioSamplingRate': file.track.sampleRate }),
  BaseURL: uri,
  SegmentBase: {
    '@timescale': file.timescale,
    '@presentationTimeOffset': PACKAGED_ORIGIN_S * file.timescale,
    '@indexRange': range(file.index.from, file.index.bytes),
    Initialization: { '@range': range(0, file.initBytes) },
  },
})

/** One file of WebVTT beside the media: its times are those of the period (ISO/IEC 23009-1 §5.3.9.1). */
const subtitleSet = ({ idioma, name, uri, bytes }: PackagedSubtitles, durationS: number) => ({
  '@contentType': 'text',
  '@mimeType': 'text/vtt',
  '@lang': idioma,
  Role: { '@schemeIdUri': 'urn:mpeg:dash:role:2011', '@value': 'subtitle' },
  Representation: { '@id': name, '@bandwidth': Math.max(1, Math.ceil((bytes * 8) / durationS)), BaseURL: uri },
})

/**
 * The Media Presentation Description of an upload (ISO/IEC 23009-1, the on-demand profile): the files that its HLS
 * playlists list. Opus is for sound alone and has no place in it, as in `index.m3u8`: players would take it for another
 * track to choose from.
 * @param about the language of what is said in it, where that is known, and what can be read with it
 * @returns undefined where nothing of it is there
 */
export const packagedMpd = (
  renditions: readonly PackagedRendition[],
  { language, subtitles = [] }: { language?: string; subtitles?: readonly PackagedSubtitles[] } = {},
): string | undefined => {
  const target = targetOf(renditions)
  const shown = renditions.filter(({ name }) => name !== 'opus')
  if (shown.length === 0) return undefined
  const duration = secondsOf(shown)
  const set = (contentType: 'video' | 'audio', of: readonly PackagedRendition[]) =>
    of.length === 0
      ? []
      : [
          {
            '@contentType': contentType,
            '@mimeType': `${contentType}/mp4`,
            '@startWithSAP': 1,
            '@subsegmentStartsWithSAP': 1,
            ...(contentType === 'audio' && language !== undefined && { '@lang': language }),
            Representation: of.map((one) => representation(one, target)),
          },
        ]
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    MPD: {
      '@xmlns': 'urn:mpeg:dash:schema:mpd:2011',
      '@profiles': 'urn:mpeg:dash:profile:isoff-on-demand:2011',
      '@type': 'static',
      '@mediaPresentationDuration': `PT${duration.toFixed(3)}S`,
      '@minBufferTime': `PT${target}S`,
      Period: {
        AdaptationSet: [
          ...set('video', shown.filter(isVideo)),
          ...set(
            'audio',
            shown.filter((one) => !isVideo(one)),
          ),
          ...subtitles.map((one) => subtitleSet(one, duration)),
        ],
      },
    },
  })
}
