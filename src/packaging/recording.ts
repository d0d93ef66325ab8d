import type { SegmentoVivo } from '../model/transmision.ts'
import { bitRates } from './bit-rates.ts'
import type { Track } from './init.ts'
import type { MediaPlaylist, MultivariantPlaylist, Variant } from './playlist.ts'

/** A run of segments under one init, without a hole. */
export interface RecordedStretch {
  tramo: number
  tracks: Track[]
  segments: SegmentoVivo[]
}

/** What was kept of one rendition of a live. */
export interface RecordedRendition {
  /** `main`, `aac`, `opus`. */
  rendicion: string
  stretches: RecordedStretch[]
}

/** The order in which players see renditions: the first is what they begin with. */
const order = ['main', 'aac', 'opus']
const ofAudio = ['aac', 'opus']
/** Opus is for sound alone: VLC 3 begins with the smallest variant and then shows no picture. */
const besideMain = ['main', 'aac']

/**
 * Puts the journal of a live together as a recording: without the filler, in stretches that begin wherever the init
 * changes or media was not recorded. Rows whose init can't be read are left out, since nothing can play them.
 * @param tracksOf the tracks of `init-{tramo}.mp4` of a rendition
 */
export const assembleRecording = (
  rows: readonly SegmentoVivo[],
  tracksOf: (rendicion: string, tramo: number) => Track[] | undefined,
): RecordedRendition[] => {
  const renditions = new Map<string, RecordedRendition>()
  for (const row of rows.toSorted((a, b) => a.secuencia - b.secuencia)) {
    const tracks = row.relleno ? undefined : tracksOf(row.rendicion, row.tramo)
    if (!tracks) continue
    const rendition = renditions.get(row.rendicion) ?? { rendicion: row.rendicion, stretches: [] }
    renditions.set(row.rendicion, rendition)
    const stretch = rendition.stretches.at(-1)
    const before = stretch?.segments.at(-1)
    const goesOn = before?.tramo === row.tramo && before.secuencia + 1 === row.secuencia && !row.discontinuidad
    if (stretch && goesOn) stretch.segments.push(row)
    else rendition.stretches.push({ tramo: row.tramo, tracks, segments: [row] })
  }
  return order.flatMap((name) => renditions.get(name) ?? [])
}

const segmentsOf = (rendition: RecordedRendition): SegmentoVivo[] =>
  rendition.stretches.flatMap((stretch) => stretch.segments)

/** Milliseconds of a rendition. */
export const durationOf = (rendition: RecordedRendition): number =>
  segmentsOf(rendition).reduce((sum, segment) => sum + segment.duracion_ms, 0)

/** One target duration for all renditions, as RFC 8216bis 6.2.4 asks; at least 1 s. */
const targetDurationOf = (renditions: readonly RecordedRendition[]): number =>
  Math.max(1, ...renditions.flatMap(segmentsOf).map((segment) => Math.round(segment.duracion_ms / 1000)))

/**
 * The VOD playlist of a rendition, its addresses relative to `{rendicion}/`. Each stretch but the first begins behind
 * a discontinuity, under its own init.
 * @returns undefined where nothing of that rendition was kept
 */
export const recordedMedia = (
  renditions: readonly RecordedRendition[],
  rendicion: string,
): MediaPlaylist | undefined => {
  const rendition = renditions.find((each) => each.rendicion === rendicion)
  if (!rendition) return undefined
  return {
    version: 6,
    targetDuration: targetDurationOf(renditions),
    mediaSequence: 0,
    discontinuitySequence: 0,
    // The journal does not tell whether a segment that was cut without a key frame begins with one; sound always does.
    independentSegments: ofAudio.includes(rendicion),
    endList: true,
    playlistType: 'VOD',
    segments: rendition.stretches.flatMap((stretch, nth) =>
      stretch.segments.map((segment, i) => ({
        uri: segment.archivo.slice(segment.archivo.indexOf('/') + 1),
        duration: segment.duracion_ms / 1000,
        discontinuity: nth > 0 && i === 0,
        map: `init-${stretch.tramo}.mp4`,
        parts: [],
      })),
    ),
  }
}

/** `avc1.PPCCLL` by level and then profile, so that the last one can play all of them. */
const demand = (codec: string): string => codec.slice(-2) + codec.slice(5, 7)

/** Codecs over all stretches: of H.264 the most demanding, of sound each kind there is. */
const codecsOf = (tracks: readonly Track[]): string[] => {
  const avc = tracks
    .map((track) => track.codec)
    .filter((codec) => codec.startsWith('avc1.'))
    .toSorted((a, b) => (demand(a) < demand(b) ? -1 : 1))
    .at(-1)
  const others = tracks.map((track) => track.codec).filter((codec) => !codec.startsWith('avc1.'))
  return [...new Set([...(avc === undefined ? [] : [avc]), ...others])]
}

const variantOf = (rendition: RecordedRendition, targetDuration: number): Variant => {
  const tracks = rendition.stretches.flatMap((stretch) => stretch.tracks)
  const { peak, average } = bitRates(segmentsOf(rendition), targetDuration)
  const area = (track: Track) => (track.width ?? 0) * (track.height ?? 0)
  const largest = tracks.toSorted((a, b) => area(a) - area(b)).at(-1)
  return {
    uri: `${rendition.rendicion}/index.m3u8`,
    bandwidth: peak,
    averageBandwidth: average,
    codecs: codecsOf(tracks),
    ...(largest && area(largest) > 0 && { resolution: { width: largest.width ?? 0, height: largest.height ?? 0 } }),
  }
}

/**
 * The Multivariant Playlist of a recording, with measured bit rates.
 * @param which `all`: the main rendition and its sound in AAC; `audio`: those of sound alone
 * @returns undefined where nothing of it was kept
 */
export const recordedMultivariant = (
  renditions: readonly RecordedRendition[],
  which: 'all' | 'audio',
): MultivariantPlaylist | undefined => {
  const wanted = renditions.filter((each) => (which === 'all' ? besideMain : ofAudio).includes(each.rendicion))
  if (wanted.length === 0) return undefined
  const targetDuration = targetDurationOf(renditions)
  return {
    version: 6,
    independentSegments: which === 'audio',
    variants: wanted.map((each) => variantOf(each, targetDuration)),
  }
}
