import type { Routes } from '../http/route.ts'
import type { Publishing } from './publishing.ts'
import type { ContentStore } from './store.ts'
import { freshOf } from './view.ts'

/** Bringing contents in, as a whole. */
export const uploadRoutes =
  ({ publishing, contents }: { publishing: Publishing; contents: Pick<ContentStore, 'create'> }): Routes =>
  (register) => {
    register('POST /api/content/upload', async ({ body, file, reader, keep }) => {
      const { id, nombre, html } = await publishing.check(body, reader!, file !== undefined)
      if (file) await publishing.inspect(file.path, body)
      const contentId = publishing.newId()
      const original = file && (await publishing.keep(contentId, file))
      const { content, made } = await publishing.begin(contentId, body, reader!, original)
      const answer = (contenido: typeof content) =>
        freshOf({ contenido, creador: { id, nombre }, transmision_id: null }, html)
      return answer(await contents.create(content, { ...made, kept: keep(201, answer(content)) }))
    })
  }
