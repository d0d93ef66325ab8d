import { bitRates } from './bit-rates.ts'
import { lengthOf, type Packaged } from './packaged-file.ts'
import type { AudioRendition, MediaPlaylist, MultivariantPlaylist, SubtitleRendition, Variant } from './playlist.ts'

/** A rendition of an upload that is on this disk. */
export interface PackagedRendition {
  /** `video`, `sonido`, `aac`, `opus`, `240p` … */
  name: string
  /** Of its file, in the folder that playlists stand in. */
  uri: string
  file: Packaged
  /** As it is shown; null for sound. */
  ancho: number | null
  alto: number | null
}

/** Subtitles of an upload that are on this disk. */
export interface PackagedSubtitles {
  /** BCP 47 */
  idioma: string
  name: string
  /** Of their file of WebVTT. */
  uri: string
  bytes: number
}

/** Sound of 48 and 24 kbit/s, for whoever wants no picture; the first goes with the small pictures too. */
const small = ['aac', 'opus']
export const playlistOf = (rendition: { name: string }): string => `${rendition.name}.m3u8`

/** How long a content is, in seconds. */
export const secondsOf = (renditions: readonly PackagedRendition[]): number =>
  Math.max(...renditions.map(({ file }) => lengthOf(file))) / 1000

export const isVideo = ({ file }: PackagedRendition) => file.track.kind === 'video'

/** One target duration for all renditions (RFC 8216bis 6.2.4). */
export const targetOf = (renditions: readonly PackagedRendition[]): number =>
  Math.max(
    1,
    ...renditions.map(({ file }) => Math.max(...file.segments.map((one) => Math.round(one.duracion_ms / 1000)))),
  )

/** The Media Playlist of one of the renditions of a content. */
export const packagedMedia = (
  renditions: readonly PackagedRendition[],
  { uri, file }: PackagedRendition,
): MediaPlaylist => ({
  version: 6,
  targetDuration: targetOf(renditions),
  mediaSequence: 0,
  discontinuitySequence: 0,
  independentSegments: true,
  endList: true,
  playlistType: 'VOD',
  segments: file.segments.map(({ from, tamano_bytes, duracion_ms }) => ({
    uri,
    range: { bytes: tamano_bytes, from },
    duration: duracion_ms / 1000,
    discontinuity: false,
    map: uri,
    mapRange: { bytes: file.initBytes, from: 0 },
    parts: [],
  })),
})

/** The Media Playlist of subtitles: one file from beginning to end, with a target of its own (RFC 8216bis 6.2.4). */
export const subtitlesMedia = (renditions: readonly PackagedRendition[], uri: string): MediaPlaylist => {
  const duration = secondsOf(renditions)
  return {
    version: 3,
    targetDuration: Math.max(1, Math.round(duration)),
    mediaSequence: 0,
    discontinuitySequence: 0,
    independentSegments: false,
    endList: true,
    playlistType: 'VOD',
    segments: [{ uri, duration, discontinuity: false, parts: [] }],
  }
}

const subtitleGroup = 'subtitulos'

/** A language as those call it who speak it. */
const nativeName = (idioma: string): string =>
  (new Intl.DisplayNames([idioma], { type: 'language' }).of(idioma) ?? idioma).replaceAll('"', '')

const variantOf = (
  rendition: PackagedRendition,
  targetDuration: number,
  sound: PackagedRendition | undefined,
): Variant => {
  const both = [rendition, ...(sound ? [sound] : [])]
  const rates = both.map(({ file }) => bitRates(file.segments, targetDuration))
  const { ancho, alto } = rendition
  return {
    uri: playlistOf(rendition),
    bandwidth: rates.reduce((sum, { peak }) => sum + peak, 0),
    averageBandwidth: rates.reduce((sum, { average }) => sum + average, 0),
    codecs: both.map(({ file }) => file.track.codec),
    ...(ancho && alto && { resolution: { width: ancho, height: alto } }),
    ...(sound && { audio: sound.name }),
  }
}

/** The sound that goes with a picture: the small one with small pictures, so that a bad link is not spent on sound. */
const soundFor = (picture: PackagedRendition, sounds: readonly PackagedRendition[]): PackagedRendition | undefined => {
  const wanted = picture.name === 'video' || (picture.alto ?? 0) >= 480 ? ['sonido', 'aac'] : ['aac', 'sonido']
  return wanted.flatMap((name) => sounds.find((sound) => sound.name === name) ?? [])[0]
}

/**
 * The Multivariant Playlist of an upload, every rate of it measured.
 * @param which `all`: pictures, best first, with their sound beside them, and sound alone; `audio`: the small renditions
 * of sound
 * @param about the language of what is said in it, where that is known, and what can be read with it
 * @returns undefined where nothing of it is there
 */
export const packagedMultivariant = (
  renditions: readonly PackagedRendition[],
  which: 'all' | 'audio',
  { language, subtitles = [] }: { language?: string; subtitles?: readonly PackagedSubtitles[] } = {},
): MultivariantPlaylist | undefined => {
  const target = targetOf(renditions)
  const pictures = renditions.filter(isVideo).toSorted((a, b) => (b.alto ?? 0) - (a.alto ?? 0))
  const sounds = renditions.filter((one) => !isVideo(one))
  const pairs = pictures.map((picture) => ({ picture, sound: soundFor(picture, sounds) }))
  // Opus alone is left out: VLC 3 begins with the smallest variant and then shows no picture.
  const alone =
    which === 'audio'
      ? sounds.filter(({ name }) => small.includes(name))
      : sounds.filter(({ name }) => name === 'aac' || (name === 'sonido' && pictures.length === 0))
  const variants = [
    ...(which === 'all' ? pairs.map(({ picture, sound }) => variantOf(picture, target, sound)) : []),
    ...alone.map((sound) => variantOf(sound, target, undefined)),
  ]
  if (variants.length === 0) return undefined
  const beside = which === 'all' ? [...new Set(pairs.flatMap(({ sound }) => sound ?? []))] : []
  return {
    version: 6,
    independentSegments: true,
    ...(beside.length > 0 && {
      audio: beside.map(
        (sound): AudioRendition => ({
          group: sound.name,
          name: 'sonido',
          language,
          channels: sound.file.track.channels,
          uri: playlistOf(sound),
        }),
      ),
    }),
    ...(subtitles.length > 0 && {
      subtitles: subtitles.map(
        (one): SubtitleRendition => ({
          group: subtitleGroup,
          name: nativeName(one.idioma),
          language: one.idioma,
          uri: playlistOf(one),
        }),
      ),
    }),
    variants: subtitles.length > 0 ? variants.map((one) => ({ ...one, subtitles: subtitleGroup })) : variants,
  }
}
