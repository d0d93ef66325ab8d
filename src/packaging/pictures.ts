import { open } from 'node:fs/promises'
import type { Medio } from '../model/contenido.ts'
import { hasBytes } from './job-files.ts'
import { MediaError, type MediaTools, pictureFormats } from './media-tools.ts'
import type { UploadWork } from './upload-work.ts'

/** For a list on a phone, for a page, and for a large screen. */
const widths = [320, 640, 1280]
const withinMs = 120_000

/** What a picture in several widths is made of. */
export interface PictureSource {
  path: string
  /** ffmpeg's options before it, and the only demuxers that may read it where it is no film. */
  options?: readonly string[]
  formats?: string
  /** The track's number. */
  index: number
  /** In pixels, as it is shown; 0 where it is not known. */
  width: number
  /** A filter that chooses the picture. */
  choose?: string
}

/** What somebody sent as a picture. */
export interface GivenPicture {
  /** The one demuxer of ffmpeg that may read it. */
  formats: string
  width: number
}

/**
 * Writes a picture as JPEG in three widths, none wider than it is itself, as it is shown and without anything that it tells
 * of its maker.
 * @param name of the files, before their width
 * @returns the smallest first
 * @throws MediaError, the signal's reason
 */
export const writeWidths = async (
  work: Pick<UploadWork, 'tools' | 'temporary' | 'keep' | 'signal'>,
  source: PictureSource,
  name: string,
): Promise<Medio[]> => {
  const { tools } = work
  const wanted = widths.filter((width, i) => i === 0 || width <= source.width)
  const paths = await Promise.all(wanted.map(() => work.temporary('jpg')))
  const filter = (width: number) =>
    `${source.choose ?? ''}scale=iw*sar:ih,scale='min(${width},iw)':-2,setsar=1,format=yuvj420p`
  const options = (width: number) => [
    ...['-map', `0:${source.index}`, '-frames:v', '1', '-vf', filter(width)],
    ...['-q:v', '4', '-map_metadata', '-1', '-f', 'mjpeg'],
  ]
  await tools.run({
    inputs: [{ from: source.path, options: source.options, formats: source.formats }],
    outputs: wanted.map((width, i) => ({ to: paths[i] as string, options: options(width) })),
    limitMs: withinMs,
    signal: work.signal,
  })
  const made: Medio[] = []
  for (const [i, width] of wanted.entries()) {
    const file = paths[i] as string
    if (!(await hasBytes(file))) continue
    const { width: ancho = null, height: alto = null } = (await tools.probe(file, pictureFormats)).tracks[0] ?? {}
    const kept = { name: `${name}-${width}`, extension: 'jpg', formato: 'jpg', codecs: 'jpeg', bitrate: 0 }
    made.push(await work.keep(file, { ...kept, ancho, alto }))
  }
  return made
}

/** Of several such pictures the one for a page. */
export const forPage = (pictures: readonly Medio[]): Medio | undefined =>
  pictures.find(({ ancho }) => (ancho ?? 0) > 320) ?? pictures[0]

/** More than any camera of a telephone makes; four bytes of memory each. */
const mostPixels = 100_000_000

const kinds: Record<string, (head: Buffer) => boolean> = {
  jpeg_pipe: (head) => head.readUIntBE(0, 3) === 0xffd8ff,
  png_pipe: (head) => head.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n',
  webp_pipe: (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
}

/**
 * Looks at a picture that somebody sent: JPEG, PNG or WebP by its first bytes, which ffprobe can read.
 * @returns undefined where it is none
 */
export const lookAtPicture = async (
  tools: Pick<MediaTools, 'probe'>,
  path: string,
): Promise<GivenPicture | undefined> => {
  const head = Buffer.alloc(12)
  const file = await open(path)
  await file.read(head, 0, head.length, 0).finally(() => file.close())
  const [formats] = Object.entries(kinds).find(([, isOf]) => isOf(head)) ?? []
  if (formats === undefined) return undefined
  try {
    const { width = 0, height = 0 } = (await tools.probe(path, formats)).tracks[0] ?? {}
    return width > 0 && height > 0 && width * height <= mostPixels ? { formats, width } : undefined
  } catch (error) {
    if (error instanceof MediaError) return undefined
    throw error
  }
}
