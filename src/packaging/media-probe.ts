import type { Chapter } from './chapters.ts'

/** One track of a file, as ffprobe tells it. */
export interface ProbedTrack {
  /** Its number in the file. */
  index: number
  kind: string
  codec: string
  profile?: string
  pixelFormat?: string
  /** In pixels, as they are coded: before `rotation`. */
  width?: number
  height?: number
  /** Width of a pixel over its height. */
  pixelAspect: number
  /** Degrees by which a picture is turned when it is shown; a multiple of 90 where cameras write it. */
  rotation: number
  framesPerSecond?: number
  channels?: number
  sampleRate?: number
  /** When it begins, on the axis on which the file does at zero. */
  startMs: number
  /** ISO 639-2 as a rule, whatever the file says. */
  language?: string
  /** A still picture that belongs to the file. */
  cover: boolean
  /** What a player takes where nobody chooses. */
  preferred: boolean
}

/** What a file says of itself. */
export interface Probe {
  durationMs: number
  /** The names of ffmpeg's demuxer that reads it: `mov,mp4,m4a,3gp,3g2,mj2`. */
  container: string
  /** Keys in lower case. Values are anybody's words. */
  tags: ReadonlyMap<string, string>
  tracks: ProbedTrack[]
  chapters: Chapter[]
}

/** The part of ffprobe's JSON that is read here; all of it may be missing. */
interface Told {
  format?: { format_name?: string; duration?: string; start_time?: string; tags?: Record<string, string> }
  chapters?: { start_time?: string; tags?: Record<string, string> }[]
  streams?: {
    index: number
    codec_type?: string
    codec_name?: string
    profile?: string
    pix_fmt?: string
    width?: number
    height?: number
    sample_aspect_ratio?: string
    channels?: number
    sample_rate?: string
    avg_frame_rate?: string
    start_time?: string
    disposition?: Record<string, number>
    tags?: Record<string, string>
    side_data_list?: { rotation?: number }[]
  }[]
}

const number = (text: string | undefined): number | undefined => {
  const value = Number(text ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

/** `30000/1001`, `64:45` */
const ratio = (text = ''): number | undefined => {
  const [over, under] = text.split(/[/:]/).map(Number)
  return over && under ? over / under : undefined
}

const lowerKeys = (tags: Record<string, string> = {}): [string, string][] =>
  Object.entries(tags).map(([key, value]) => [key.toLowerCase(), value])

/** Reads what `ffprobe -of json -show_format -show_streams -show_chapters` writes. @throws SyntaxError where that is no JSON */
export const probeOf = (json: string): Probe => {
  const { format = {}, streams = [], chapters = [] } = JSON.parse(json) as Told
  const originS = number(format.start_time) ?? 0
  const audio = streams.find(({ codec_type }) => codec_type === 'audio')
  return {
    durationMs: Math.max(0, Math.round((number(format.duration) ?? 0) * 1000)),
    container: format.format_name ?? '',
    // Ogg has its words in the track.
    tags: new Map([...lowerKeys(audio?.tags), ...lowerKeys(format.tags)]),
    chapters: chapters.map(({ start_time, tags = {} }) => ({
      fromMs: Math.round((number(start_time) ?? 0) * 1000),
      titulo: tags.title ?? '',
    })),
    tracks: streams.map((stream) => ({
      index: stream.index,
      kind: stream.codec_type ?? '',
      codec: stream.codec_name ?? '',
      profile: stream.profile,
      pixelFormat: stream.pix_fmt,
      width: stream.width,
      height: stream.height,
      pixelAspect: ratio(stream.sample_aspect_ratio) ?? 1,
      rotation: stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0,
      framesPerSecond: ratio(stream.avg_frame_rate),
      channels: stream.channels,
      sampleRate: number(stream.sample_rate),
      startMs: Math.round(((number(stream.start_time) ?? originS) - originS) * 1000),
      language: stream.tags?.language,
      cover: stream.disposition?.attached_pic === 1,
      preferred: stream.disposition?.default === 1,
    })),
  }
}
