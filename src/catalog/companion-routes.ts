import type { Routes } from '../http/route.ts'
import type { Catalog } from './catalog.ts'
import type { Subtitles } from './subtitles.ts'
import type { Thumbnail } from './thumbnail.ts'

/** What a content is given beside what is played: subtitles, a thumbnail. */
export const companionRoutes =
  ({ catalog, subtitles, thumbnail }: { catalog: Catalog; subtitles: Subtitles; thumbnail: Thumbnail }): Routes =>
  (register) => {
    register('POST /api/content/:id/subtitles', async ({ params, body, file, reader, ifMatch }) => {
      await subtitles.give(params.id, body.idioma, file!.path, reader!, ifMatch)
      return catalog.read(params.id, reader)
    })
    register('DELETE /api/content/:id/subtitles/:idioma', async ({ params, reader, ifMatch }) => {
      await subtitles.takeAway(params.id, params.idioma, reader!, ifMatch)
      return null
    })
    register('POST /api/content/:id/thumbnail', async ({ params, file, reader, ifMatch }) => {
      await thumbnail.give(params.id, file!.path, reader!, ifMatch)
      return catalog.read(params.id, reader)
    })
  }
