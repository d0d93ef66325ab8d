import { NodoError } from '../errors.ts'
import type { ContenidoBreve, ContenidoFila, ContenidoVista, FiltrosContenido } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import { type Actor, actsForOther, type ContentAccess, maySee } from './access.ts'
import type { NoteAct } from './acts.ts'
import { type Markdown, plainHtml } from './markdown.ts'
import type { ContentRows } from './rows.ts'
import type { ContentRow, ContentStore } from './store.ts'
import { briefOf } from './view.ts'

export interface Catalog {
  /** What is not published is there for its creator and admins alone. @throws NodoError contenido_no_encontrado */
  read(id: Id, reader: Lector): Promise<ContenidoVista>
  /** Those of the contents that the reader may see, in the order asked for. */
  some(ids: readonly Id[], reader: Lector): Promise<ContenidoFila[]>
  /** The same in brief, by id. */
  brief(ids: readonly Id[], reader: Lector): Promise<Map<Id, ContenidoBreve>>
  /** What is published, in the order of `ContentStore.page`; of one's own contents, asked for by `creador`, all. @throws NodoError cursor_invalido */
  list(
    asked: FiltrosContenido & { limite?: number; cursor?: string },
    reader: Lector,
  ): Promise<{ datos: ContenidoFila[]; siguiente: string | null; total?: number }>
  /** Deletes a content with its files. @throws NodoError contenido_no_encontrado, sin_permiso, contenido_en_vivo */
  remove(id: Id, actor: Actor): Promise<void>
}

export interface CatalogDeps {
  contents: Pick<ContentStore, 'byIds' | 'page' | 'remove'>
  access: ContentAccess
  rows: ContentRows
  markdown: Markdown
  blobs: Pick<KeptBlobs, 'discard'>
  note: NoteAct
  /** Ends at once what a job is doing for a content or a live that is no longer there. */
  abandonJobs(objectId: Id): void
  /** Removes a live's folder of recorded segments. */
  removeRecording(transmisionId: Id): Promise<void>
}

export const createCatalog = (deps: CatalogDeps): Catalog => {
  const { contents, access, rows, markdown } = deps
  const seenOf = async (ids: readonly Id[], reader: Lector): Promise<ContentRow[]> =>
    (await contents.byIds(ids)).filter(({ contenido }) => maySee(reader, contenido))
  return {
    async read(id, reader) {
      const row = await access.seen(id, reader)
      const [view] = await rows.of([row], reader)
      if (!view) throw new NodoError('contenido_no_encontrado')
      const { cuerpo } = row.contenido
      const html = cuerpo === null ? null : ((await markdown.html(cuerpo)) ?? plainHtml(cuerpo))
      // Of a text of another box there may be no more than that there is one.
      const lacks = view.tipo === 'texto' && cuerpo === null
      return { ...view, ...(lacks && { disponible: 'solo_metadatos' }), cuerpo, cuerpo_html: html }
    },
    async some(ids, reader) {
      return rows.of(await seenOf(ids, reader), reader)
    },
    async brief(ids, reader) {
      return new Map((await seenOf(ids, reader)).map((row) => [row.contenido.id, briefOf(row)]))
    },
    async list({ creador, etiqueta, q, limite = 20, cursor, ...filters }, reader) {
      const publishedOnly = creador === undefined || reader?.id !== creador
      // An empty search box asks for nothing.
      const words = q?.trim() || undefined
      const filter = { ...filters, creador_id: creador, etiquetas: etiqueta, q: words, publishedOnly }
      const page = await contents.page(filter, limite, cursor)
      return { datos: await rows.of(page.rows, reader), siguiente: page.next, total: page.total }
    },
    async remove(id, actor) {
      const { contenido } = await access.owned(id, actor)
      // The record first: what a cut in power leaves behind are files that nobody refers to, never a record without them.
      const gone = await contents.remove(id)
      for (const object of [id, gone.transmision_id]) if (object !== null) deps.abandonJobs(object)
      await deps.blobs.discard(gone.blobs)
      if (gone.transmision_id !== null) await deps.removeRecording(gone.transmision_id)
      if (actsForOther(actor, contenido.creador_id))
        await deps.note({
          actor_id: actor.id,
          accion: 'contenido_borrado',
          objeto: `contenidos/${id}`,
          antes: { titulo: contenido.titulo, creador_id: contenido.creador_id, tipo: contenido.tipo },
          despues: null,
        })
    },
  }
}
