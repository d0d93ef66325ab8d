import type { Medio } from '../model/contenido.ts'
import { writeWidths } from './pictures.ts'
import { planUpload } from './upload-plan.ts'
import type { UploadWork } from './upload-work.ts'

/** The name of thumbnails, before their width. */
export const thumbnailName = 'miniatura'

/**
 * The thumbnail in three widths: the cover that the file brings, else a picture from its first tenth, the most telling of
 * a second.
 * @returns the smallest first; nothing for sound without a cover
 * @throws MediaError, the signal's reason
 */
export const takeThumbnails = async (work: UploadWork): Promise<Medio[]> => {
  const { path, probe } = work
  const plan = planUpload(probe)
  const cover = probe.tracks.find((track) => track.cover)
  if (cover) return writeWidths(work, { path, index: cover.index, width: cover.width ?? 0 }, thumbnailName)
  const { picture } = plan
  if (!picture) return []
  const options = ['-ss', (plan.durationMs / 10_000).toFixed(3)]
  const source = { path, options, index: picture.index, width: picture.ancho, choose: 'thumbnail=25,' }
  return writeWidths(work, source, thumbnailName)
}
