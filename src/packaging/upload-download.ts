import type { Contenido, Medio } from '../model/contenido.ts'
import { mediaName } from './media-names.ts'
import { PACKAGED_ORIGIN_S } from './packaged-file.ts'
import type { UploadWork } from './upload-work.ts'

/** The rendition of a content under this name. */
const renditionOf = ({ medios }: Pick<Contenido, 'medios'>, name: string): Medio | undefined =>
  medios.find(({ formato, url }) => formato === 'cmaf' && mediaName(url).name === name)

/**
 * Makes one file to take home of what is played, for where the original is not kept: an MP4 with the picture and its
 * sound, or an m4a of sound alone. Nothing is encoded for it, and nothing that the original said of people and places is
 * in it.
 * @param pathOf where a medio's bytes are
 * @throws what asks for room throws; MediaError, the signal's reason
 */
export const makeDownload = async (
  work: UploadWork,
  content: Pick<Contenido, 'medios'>,
  pathOf: (medio: Medio) => string,
): Promise<Medio> => {
  const picture = renditionOf(content, 'video')
  const sound = renditionOf(content, 'sonido')
  const parts = [picture, sound].flatMap((one) => one ?? [])
  const bytes = parts.reduce((sum, { tamano_bytes }) => sum + tamano_bytes, 0)
  await work.room(bytes)
  const [extension, format] = picture ? ['mp4', 'mp4'] : ['m4a', 'ipod']
  const to = await work.temporary(extension)
  await work.tools.run({
    // Renditions have one axis of time, which each input's own beginning would move.
    inputs: parts.map((one) => ({ from: pathOf(one), options: ['-copyts'] })),
    outputs: [
      {
        to,
        options: [
          ...parts.flatMap((_, i) => ['-map', `${i}:0`]),
          ...['-c', 'copy', '-output_ts_offset', String(-PACKAGED_ORIGIN_S)],
          ...['-movflags', '+faststart', '-f', format],
        ],
      },
    ],
    signal: work.signal,
  })
  return work.keep(to, {
    name: 'descarga',
    extension,
    formato: extension,
    codecs: parts.map(({ codecs }) => codecs).join(),
    ancho: picture?.ancho ?? null,
    alto: picture?.alto ?? null,
    bitrate: parts.reduce((sum, { bitrate }) => sum + bitrate, 0),
  })
}
