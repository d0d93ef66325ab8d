import { writeFile } from 'node:fs/promises'
import type { Medio } from '../model/contenido.ts'
import { hasBytes } from './job-files.ts'
import { pictureFormats } from './media-tools.ts'
import { cueTime } from './subtitle-text.ts'
import { planUpload } from './upload-plan.ts'
import type { UploadWork } from './upload-work.ts'

/** So many pictures at most, in rows of ten; none shorter than two seconds. */
const most = 100
const columns = 10
const leastMs = 2000
const longSide = 160

/**
 * Which part of a sheet of pictures shows which stretch of a film, as WebVTT that names it by media fragments
 * (`#xywh=`), which players take for previews.
 * @param sheet name of the sheet's file, beside which this one will stand
 */
export const previewText = (
  sheet: string,
  tile: { ancho: number; alto: number },
  durationMs: number,
  everyMs: number,
): string => {
  const cues = Array.from({ length: Math.ceil(durationMs / everyMs) }, (_, i) => {
    const [x, y] = [(i % columns) * tile.ancho, Math.floor(i / columns) * tile.alto]
    const span = `${cueTime(i * everyMs)} --> ${cueTime(Math.min(durationMs, (i + 1) * everyMs))}`
    return `${span}\n${sheet}#xywh=${x},${y},${tile.ancho},${tile.alto}\n`
  })
  return `WEBVTT\n\n${cues.join('\n')}`
}

const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2))

/**
 * What a film looks like along its length, for whoever looks for a place in it: small pictures on one sheet, and the
 * WebVTT that says which is when. Of key frames alone, so that an hour of film need not be decoded for it.
 * @returns nothing for sound, and for a film that is over at once
 * @throws MediaError, the signal's reason
 */
export const takePreview = async (work: UploadWork): Promise<Medio[]> => {
  const { picture, durationMs } = planUpload(work.probe)
  if (!picture || durationMs < 2 * leastMs) return []
  const everyMs = Math.max(leastMs, Math.ceil(durationMs / most))
  const tiles = Math.ceil(durationMs / everyMs)
  const scale = longSide / Math.max(picture.ancho, picture.alto)
  const tile = { ancho: even(picture.ancho * scale), alto: even(picture.alto * scale) }
  const sheet = await work.temporary('jpg')
  const laid = `${Math.min(columns, tiles)}x${Math.ceil(tiles / columns)}`
  const filter = `fps=1000/${everyMs}:start_time=0,scale=${tile.ancho}:${tile.alto},setsar=1,format=yuvj420p,tile=${laid}`
  await work.tools.run({
    inputs: [{ from: work.path, options: ['-skip_frame', 'nokey'] }],
    outputs: [
      {
        to: sheet,
        options: [
          '-map',
          `0:${picture.index}`,
          '-frames:v',
          '1',
          '-vf',
          filter,
          '-q:v',
          '6',
          '-map_metadata',
          '-1',
          '-f',
          'mjpeg',
        ],
      },
    ],
    limitMs: 600_000 + durationMs,
    signal: work.signal,
  })
  if (!(await hasBytes(sheet))) return []
  const { width: ancho = null, height: alto = null } = (await work.tools.probe(sheet, pictureFormats)).tracks[0] ?? {}
  const pictures = await work.keep(sheet, {
    ...{ name: 'vistazo', extension: 'jpg', formato: 'jpg', codecs: 'jpeg', bitrate: 0 },
    ancho,
    alto,
  })
  const text = await work.temporary('vtt')
  const file = pictures.url.slice(pictures.url.lastIndexOf('/') + 1)
  await writeFile(text, previewText(file, tile, durationMs, everyMs))
  return [pictures, await work.keep(text, { ...webVtt, name: 'vistazo' })]
}

/** A file of WebVTT as a content tells of it. */
export const webVtt = { extension: 'vtt', formato: 'vtt', codecs: 'webvtt', bitrate: 0, ancho: null, alto: null }
