import { NodoError } from '../errors.ts'
import type { Probe, ProbedTrack } from './media-probe.ts'
import { packagedOptions } from './packaged-file.ts'

/** The picture of an upload and what becomes of it. */
export interface PlannedPicture {
  index: number
  /** As it is, or encoded once. */
  copy: boolean
  /** As it will be shown, in pixels. */
  ancho: number
  alto: number
}

export interface PlannedSound {
  index: number
  copy: boolean
  channels: number
}

/** What is made of an upload: a picture, a sound, or both. */
export interface UploadPlan {
  picture: PlannedPicture | undefined
  sound: PlannedSound | undefined
  durationMs: number
}

/** One file that ffmpeg writes of an upload. */
export interface PlannedRendition {
  name: string
  options: string[]
  ancho: number | null
  alto: number | null
}

/** What every browser decodes; 4:4:4, ten bits and the like it does not. */
const shownPixels = ['yuv420p', 'yuvj420p']
const shownProfiles = ['Baseline', 'Constrained Baseline', 'Main', 'High']
const heardProfiles = ['LC', 'HE-AAC', 'HE-AACv2']
/** Sound that begins this much later than its file would stand at another place of a playlist. */
const togetherMs = 150
/** The original stays as it is; what is encoded anew is for screens and links that there are. */
const largest = { long: 1920, short: 1080 }

const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2))

/** A picture's size as it is shown: in square pixels, turned as its camera says. */
const shownSize = ({ width = 0, height = 0, pixelAspect, rotation }: ProbedTrack) => {
  const wide = Math.round(width * pixelAspect)
  return Math.abs(rotation) % 180 === 90 ? { ancho: height, alto: wide } : { ancho: wide, alto: height }
}

const fitted = ({ ancho, alto }: { ancho: number; alto: number }) => {
  const scale = Math.min(1, largest.long / Math.max(ancho, alto), largest.short / Math.min(ancho, alto))
  return { ancho: even(ancho * scale), alto: even(alto * scale) }
}

/** The track that a player takes. */
const chosen = (tracks: readonly ProbedTrack[], kind: string): ProbedTrack | undefined => {
  const candidates = tracks.filter((track) => track.kind === kind && !track.cover && track.codec !== '')
  return candidates.find(({ preferred }) => preferred) ?? candidates[0]
}

const isShown = ({ codec, profile = '', pixelFormat = '' }: ProbedTrack) =>
  codec === 'h264' && shownPixels.includes(pixelFormat) && shownProfiles.includes(profile)

const isHeard = ({ codec, profile = '', startMs }: ProbedTrack) =>
  codec === 'aac' && heardProfiles.includes(profile) && Math.abs(startMs) <= togetherMs

/**
 * Decides what is made of an upload.
 * @param encodePicture true where the picture as it is turned out to be of no use
 * @throws NodoError medio_ilegible where there is neither sound nor a moving picture
 */
export const planUpload = ({ tracks, durationMs }: Probe, encodePicture = false): UploadPlan => {
  const video = chosen(tracks, 'video')
  const audio = chosen(tracks, 'audio')
  const seen = video?.width && video.height ? video : undefined
  if ((!seen && !audio) || durationMs === 0) throw new NodoError('medio_ilegible', { hopeless: true })
  const copy = seen !== undefined && isShown(seen) && !encodePicture
  return {
    durationMs,
    picture: seen && { index: seen.index, copy, ...(copy ? shownSize(seen) : fitted(shownSize(seen))) },
    sound: audio && { index: audio.index, copy: isHeard(audio), channels: audio.channels ?? 2 },
  }
}

/**
 * ffmpeg's options for a picture that is encoded: veryfast, a key frame every two seconds, and a ceiling of 2.4 bits a
 * second and pixel (5 Mbit/s at 1080p).
 */
export const encodedPicture = ({ ancho, alto }: { ancho: number; alto: number }, kbps?: number): string[] => {
  const most = kbps ?? Math.max(300, Math.round(ancho * alto * 0.0024))
  return [
    ...['-vf', `yadif=deint=interlaced,scale=${ancho}:${alto},setsar=1`, '-fps_mode', 'vfr', '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-crf', '23'],
    ...['-maxrate', `${most}k`, '-bufsize', `${most * 2}k`, '-force_key_frames', 'expr:gte(t,n_forced*2)'],
  ]
}

/** From the file's beginning on, whenever its sound begins, and in time with the picture where there are holes. */
const inTime = ['-af', 'aresample=async=1:first_pts=0']

/** The renditions of an upload and how ffmpeg makes them, all of one run: what is decoded is decoded once. */
export const plannedRenditions = ({ picture, sound }: UploadPlan): PlannedRendition[] => {
  const renditions: PlannedRendition[] = []
  if (picture) {
    const { index, copy, ancho, alto } = picture
    const how = copy ? ['-c', 'copy'] : encodedPicture(picture)
    renditions.push({
      name: 'video',
      ancho,
      alto,
      options: ['-map', `0:${index}`, ...how, ...packagedOptions('video')],
    })
  }
  if (!sound) return renditions
  const channels = ['-ac', String(Math.min(2, sound.channels))]
  const heard = (name: string, ...how: string[]) =>
    renditions.push({
      name,
      ancho: null,
      alto: null,
      options: ['-map', `0:${sound.index}`, ...how, ...packagedOptions('audio')],
    })
  if (sound.copy) heard('sonido', '-c', 'copy')
  else heard('sonido', ...inTime, '-c:a', 'aac', '-b:a', '128k', ...channels, '-ar', '48000')
  heard('aac', ...inTime, '-c:a', 'aac', '-b:a', '48k', ...channels, '-ar', '48000')
  heard(
    'opus',
    ...inTime,
    '-c:a',
    'libopus',
    '-b:a',
    '24k',
    '-vbr',
    'constrained',
    '-frame_duration',
    '60',
    ...channels,
  )
  return renditions
}
