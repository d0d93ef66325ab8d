import type { ViewStore } from '../analytics/store.ts'
import { isAway } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { ColaboradorBreve } from '../model/colaboracion.ts'
import type { ContenidoFila, Estadisticas } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { CollaborationStore } from '../network/store.ts'
import type { JobStore } from '../system/store.ts'
import { reactingOf } from './reactions.ts'
import type { CommentStore, ContentRow, ReactionStore } from './store.ts'
import { downloadOf, viewOf } from './view.ts'

/** Contents as a reader gets them, with what people made of each. */
export interface ContentRows {
  of(rows: readonly ContentRow[], reader: Lector): Promise<ContenidoFila[]>
}

export interface ContentRowsDeps {
  lives: Pick<LiveStore, 'unfinished'>
  jobs: Pick<JobStore, 'ofObject'>
  reactions: Pick<ReactionStore, 'counts' | 'mine'>
  comments: Pick<CommentStore, 'counts'>
  views: Pick<ViewStore, 'totals'>
  collaborations: Pick<CollaborationStore, 'of'>
}

const unlessAway = (error: unknown): undefined => {
  if (!isAway(error)) throw error
}

export const createContentRows = (deps: ContentRowsDeps): ContentRows => {
  /** Only an upload that is being prepared, and a recording without its download, can have a job that does it. */
  const progressOf = async ({ contenido, transmision_id: live }: ContentRow): Promise<number | undefined> => {
    const recorded = live !== null && (contenido.duracion_ms ?? 0) > 0 && !downloadOf(contenido)
    if (!recorded && contenido.estado !== 'procesando') return undefined
    const job = await deps.jobs.ofObject(live ?? contenido.id)
    return job?.estado === 'pendiente' || job?.estado === 'en_curso' ? job.progreso : undefined
  }

  const statisticsOf = async (ids: readonly Id[]): Promise<(id: Id) => Estadisticas> => {
    const [reactions, comments, views] = await Promise.all([
      deps.reactions.counts(ids),
      deps.comments.counts(ids),
      deps.views.totals(ids),
    ])
    const by = <T extends { contenido_id: Id }>(rows: readonly T[]) =>
      new Map(rows.map((row) => [row.contenido_id, row]))
    const [reactionsOf, commentsOf, viewsOf] = [by(reactions), by(comments), by(views)]
    return (id) => {
      const { vistas = 0, duracion_total_ms = 0 } = viewsOf.get(id) ?? {}
      return {
        vistas,
        me_gusta: reactingOf(reactionsOf.get(id)?.counts ?? {}),
        comentarios: commentsOf.get(id)?.comentarios ?? 0,
        duracion_media_ms: vistas === 0 ? 0 : Math.round(duracion_total_ms / vistas),
      }
    }
  }

  const collaboratorsOf = async (ids: readonly Id[]): Promise<(id: Id) => ColaboradorBreve[]> => {
    const found = (await deps.collaborations.of(ids)).filter(({ colaboracion }) => colaboracion.estado === 'aceptada')
    const byContent = Map.groupBy(found, ({ colaboracion }) => colaboracion.contenido_id)
    return (id) => (byContent.get(id) ?? []).map(({ usuario, colaboracion: { rol } }) => ({ usuario, rol }))
  }

  const of: ContentRows['of'] = async (rows, reader) => {
    if (rows.length === 0) return []
    const ids = rows.map(({ contenido }) => contenido.id)
    // A recording is told all the same while storage is away.
    const [lives, statistics, mine, collaborators, progress] = await Promise.all([
      deps.lives.unfinished(),
      statisticsOf(ids).catch(unlessAway),
      reader === null ? [] : deps.reactions.mine(reader.id, ids).catch(unlessAway),
      collaboratorsOf(ids).catch(unlessAway),
      Promise.all(rows.map((row) => progressOf(row).catch(unlessAway))),
    ])
    const states = new Map(lives.map(({ transmision }) => [transmision.id, transmision.estado]))
    const feelings = new Map(mine?.map(({ contenido_id, tipo }) => [contenido_id, tipo]))
    return rows.map((row, i) => ({
      ...viewOf(row, {
        live: row.transmision_id === null ? undefined : states.get(row.transmision_id),
        progress: progress[i],
      }),
      estadisticas: statistics?.(row.contenido.id) ?? null,
      mio: feelings.get(row.contenido.id) ?? null,
      colaboradores: collaborators?.(row.contenido.id) ?? [],
    }))
  }

  return { of }
}
