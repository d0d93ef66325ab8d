import type { Medio } from '../model/contenido.ts'
import { hasBytes } from './job-files.ts'
import { pictureFormats } from './media-tools.ts'
import { planUpload } from './upload-plan.ts'
import type { UploadWork } from './upload-work.ts'

/** For a list on a phone, for a page, and for a large screen. */
const widths = [320, 640, 1280]
const withinMs = 120_000

/**
 * The thumbnail in three widths, none wider than what it is made of: the cover that the file brings, else a picture from
 * its first tenth, the most telling of a second. Nothing that the source tells of itself is in it.
 * @returns the smallest first; nothing for sound without a cover
 * @throws MediaError, the signal's reason
 */
export const takeThumbnails = async (work: UploadWork): Promise<Medio[]> => {
  const { tools, path, probe } = work
  const plan = planUpload(probe)
  const cover = probe.tracks.find((track) => track.cover)
  const index = cover?.index ?? plan.picture?.index
  if (index === undefined) return []
  const source = cover?.width ?? plan.picture?.ancho ?? 0
  const wanted = widths.filter((width, i) => i === 0 || width <= source)
  const paths = await Promise.all(wanted.map(() => work.temporary('jpg')))
  const filter = (width: number) =>
    `${cover ? '' : 'thumbnail=25,'}scale=iw*sar:ih,scale='min(${width},iw)':-2,setsar=1,format=yuvj420p`
  await tools.run({
    inputs: [{ from: path, options: cover ? [] : ['-ss', (plan.durationMs / 10_000).toFixed(3)] }],
    outputs: wanted.map((width, i) => ({
      to: paths[i] as string,
      options: [
        '-map',
        `0:${index}`,
        '-frames:v',
        '1',
        '-vf',
        filter(width),
        '-q:v',
        '4',
        '-map_metadata',
        '-1',
        '-f',
        'mjpeg',
      ],
    })),
    limitMs: withinMs,
    signal: work.signal,
  })
  const made: Medio[] = []
  for (const [i, width] of wanted.entries()) {
    const file = paths[i] as string
    if (!(await hasBytes(file))) continue
    const { width: ancho = null, height: alto = null } = (await tools.probe(file, pictureFormats)).tracks[0] ?? {}
    const kept = { name: `miniatura-${width}`, extension: 'jpg', formato: 'jpg', codecs: 'jpeg', bitrate: 0 }
    made.push(await work.keep(file, { ...kept, ancho, alto }))
  }
  return made
}
