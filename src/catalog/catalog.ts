import { isAway, NodoError } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { Contenido, ContenidoBreve, ContenidoVista, FiltrosContenido } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import type { JobStore } from '../system/store.ts'
import type { ContentStore, ContentWithCreator } from './store.ts'
import { briefOf, downloadOf, viewOf } from './view.ts'

export interface Catalog {
  /** What is not published is there for its creator and admins alone. @throws NodoError contenido_no_encontrado */
  read(id: Id, reader: Lector): Promise<ContenidoVista>
  /** Those of the contents that the reader may see, in the order asked for. */
  some(ids: readonly Id[], reader: Lector): Promise<ContenidoVista[]>
  /** The same in brief, by id. */
  brief(ids: readonly Id[], reader: Lector): Promise<Map<Id, ContenidoBreve>>
  /** What is published, in the order of `ContentStore.page`; of one's own contents, asked for by `creador`, all. @throws NodoError cursor_invalido */
  list(
    asked: FiltrosContenido & { limite?: number; cursor?: string },
    reader: Lector,
  ): Promise<{ datos: ContenidoVista[]; siguiente: string | null; total?: number }>
  /** Lets its creator and admins at a content. @throws NodoError contenido_no_encontrado, sin_permiso */
  admit(id: Id, actor: NonNullable<Lector>): Promise<unknown>
  /** Deletes a content with its files. @throws NodoError contenido_no_encontrado, sin_permiso, contenido_en_vivo */
  remove(id: Id, actor: NonNullable<Lector>): Promise<void>
}

export interface CatalogDeps {
  contents: ContentStore
  lives: Pick<LiveStore, 'unfinished'>
  jobs: Pick<JobStore, 'ofObject'>
  blobs: Pick<KeptBlobs, 'discard'>
  /** Ends at once what a job is doing for a content or a live that is no longer there. */
  abandonJobs(objectId: Id): void
  /** Removes a live's folder of recorded segments. */
  removeRecording(transmisionId: Id): Promise<void>
}

const unlessAway = (error: unknown): undefined => {
  if (!isAway(error)) throw error
}

const owns = (reader: Lector, contenido: Contenido) =>
  reader !== null && (reader.rol === 'admin' || reader.id === contenido.creador_id)

const maySee = (reader: Lector, contenido: Contenido) => contenido.estado === 'publicado' || owns(reader, contenido)

export const createCatalog = (deps: CatalogDeps): Catalog => {
  const { contents, lives, jobs, blobs } = deps

  /** Only an upload that is being prepared, and a recording without its download, can have a job that does it. */
  const progressOf = async ({ contenido, transmision_id: live }: ContentWithCreator): Promise<number | undefined> => {
    const recorded = live !== null && (contenido.duracion_ms ?? 0) > 0 && !downloadOf(contenido)
    if (!recorded && contenido.estado !== 'procesando') return undefined
    // What is there is told all the same while storage is away.
    const job = await jobs.ofObject(live ?? contenido.id).catch(unlessAway)
    return job?.estado === 'pendiente' || job?.estado === 'en_curso' ? job.progreso : undefined
  }

  const statesOfLives = async () =>
    new Map((await lives.unfinished()).map(({ transmision }) => [transmision.id, transmision.estado]))

  const view = async (row: ContentWithCreator, states: Awaited<ReturnType<typeof statesOfLives>>) =>
    viewOf(row, {
      live: row.transmision_id === null ? undefined : states.get(row.transmision_id),
      progress: await progressOf(row),
    })

  const find = async (id: Id, reader: Lector): Promise<ContentWithCreator> => {
    const row = await contents.byId(id)
    if (!row || !maySee(reader, row.contenido)) throw new NodoError('contenido_no_encontrado')
    return row
  }

  const owned = async (id: Id, actor: NonNullable<Lector>): Promise<void> => {
    const { contenido } = await find(id, actor)
    if (!owns(actor, contenido)) throw new NodoError('sin_permiso')
  }

  return {
    async read(id, reader) {
      return view(await find(id, reader), await statesOfLives())
    },
    async some(ids, reader) {
      const rows = (await contents.byIds(ids)).filter(({ contenido }) => maySee(reader, contenido))
      const states = await statesOfLives()
      return Promise.all(rows.map((row) => view(row, states)))
    },
    async brief(ids, reader) {
      const rows = (await contents.byIds(ids)).filter(({ contenido }) => maySee(reader, contenido))
      return new Map(rows.map((row) => [row.contenido.id, briefOf(row)]))
    },
    async list({ creador, etiqueta, q, limite = 20, cursor, ...filters }, reader) {
      const publishedOnly = creador === undefined || reader?.id !== creador
      // An empty search box asks for nothing.
      const words = q?.trim() || undefined
      const filter = { ...filters, creador_id: creador, etiquetas: etiqueta, q: words, publishedOnly }
      const { rows, next, total } = await contents.page(filter, limite, cursor)
      const states = await statesOfLives()
      return { datos: await Promise.all(rows.map((row) => view(row, states))), siguiente: next, total }
    },
    admit: owned,
    async remove(id, actor) {
      await owned(id, actor)
      // The record first: what a cut in power leaves behind are files that nobody refers to, never a record without them.
      const gone = await contents.remove(id)
      for (const object of [id, gone.transmision_id]) if (object !== null) deps.abandonJobs(object)
      await blobs.discard(gone.blobs)
      if (gone.transmision_id !== null) await deps.removeRecording(gone.transmision_id)
    },
  }
}
