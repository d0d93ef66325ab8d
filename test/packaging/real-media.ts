import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs ffmpeg with these arguments. @returns what it wrote to its standard output */
export const ffmpeg = async (...args: string[]): Promise<Buffer> => {
  const { stdout } = await run('ffmpeg', ['-nostdin', '-v', 'error', ...args], {
    encoding: 'buffer',
    maxBuffer: 256 * 1024 * 1024,
  })
  return stdout
}

/** What ffprobe says of a file, as its JSON. */
export const ffprobe = async <T>(path: string, ...args: string[]): Promise<T> => {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-of', 'json', ...args, path], { maxBuffer: 1 << 26 })
  return JSON.parse(stdout) as T
}

export interface Source {
  /** A lavfi source or chain of its own, instead of the test picture or the tone; it says size and rate itself. */
  picture?: string
  tone?: string
  seconds?: number
  size?: string
  rate?: string
  /** Frames between key frames. */
  gop?: number
  bFrames?: number
  video?: boolean
  audio?: boolean
  channels?: number
  sampleRate?: number
}

/** Arguments of a test picture and a tone, encoded as an RTMP encoder would send them. */
export const sourceArgs = (given: Source = {}): string[] => {
  const source = { seconds: 3, size: '320x180', rate: '25', gop: 25, bFrames: 0, video: true, audio: true, channels: 2, sampleRate: 44100, ...given } // biome-ignore format: one source
  const inputs: string[] = []
  const outputs: string[] = []
  if (source.video) {
    inputs.push('-f', 'lavfi', '-i', source.picture ?? `testsrc2=s=${source.size}:r=${source.rate}`)
    outputs.push('-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', String(source.gop))
    outputs.push('-bf', String(source.bFrames))
  }
  if (source.audio) {
    inputs.push('-f', 'lavfi', '-i', source.tone ?? `sine=f=440:r=${source.sampleRate}`)
    outputs.push('-c:a', 'aac', '-ac', String(source.channels), '-ar', String(source.sampleRate))
  }
  return [...inputs, '-t', String(source.seconds), ...outputs]
}

export const fragmented = (fragmentMs = 200): string[] => [
  '-movflags',
  'empty_moov+default_base_moof+frag_keyframe',
  '-frag_duration',
  String(fragmentMs * 1000),
  '-f',
  'mp4',
]

/** Fragmented MP4 as the live child of ffmpeg writes it. */
export const fragmentedMp4 = (source: Source = {}, ...codec: string[]): Promise<Buffer> =>
  ffmpeg(...sourceArgs(source), ...codec, ...fragmented(), 'pipe:1')
