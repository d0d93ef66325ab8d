import { NodoError } from '../errors.ts'
import type { Medio } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import { mediaName } from '../packaging/media-names.ts'
import { MediaError, type MediaTools } from '../packaging/media-tools.ts'
import { forPage, lookAtPicture, writeWidths } from '../packaging/pictures.ts'
import { thumbnailName } from '../packaging/upload-pictures.ts'
import type { Actor } from './access.ts'
import type { OwnFiles } from './own-files.ts'

/** The picture that stands for a content. */
export interface Thumbnail {
  /**
   * Gives a content its picture, written anew in three widths: what a camera tells of people and places goes.
   * @param path of a JPEG, PNG or WebP
   * @throws NodoError as OwnFiles does, imagen_no_admitida
   */
  give(id: Id, path: string, actor: Actor, version?: number): Promise<void>
}

const isThumbnail = ({ formato, url }: Medio) =>
  formato === 'jpg' && new RegExp(`^${thumbnailName}(-\\d+|\\.jpg)$`).test(mediaName(url).name)

export const createThumbnail = ({ files, tools }: { files: OwnFiles; tools: MediaTools }): Thumbnail => ({
  async give(id, path, actor, version) {
    const picture = await lookAtPicture(tools, path)
    if (!picture) throw new NodoError('imagen_no_admitida')
    await files.replace(
      id,
      actor,
      async (_content, making) => {
        const { signal } = new AbortController()
        const source = { path, formats: picture.formats, index: 0, width: picture.width }
        const comes = await writeWidths({ ...making, tools, signal }, source, thumbnailName).catch((error) => {
          throw error instanceof MediaError ? new NodoError('imagen_no_admitida', { cause: error }) : error
        })
        const miniatura = forPage(comes)?.url
        if (miniatura === undefined) throw new NodoError('imagen_no_admitida')
        return { goes: isThumbnail, comes, fields: () => ({ miniatura }) }
      },
      version,
    )
  },
})
