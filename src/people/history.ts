import type { CommentStore, ReactionStore } from '../catalog/store.ts'
import type { ContenidoBreve } from '../model/contenido.ts'
import type { HistorialVista } from '../model/historial.ts'
import type { Lector } from '../model/lector.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { HistoryStore } from './store.ts'

/** Contents in brief, of those that the reader may see. */
export type BriefContents = (ids: readonly Id[], reader: Lector) => Promise<ReadonlyMap<Id, ContenidoBreve>>

export interface HistoryAsked {
  tipo?: 'vistos' | 'me_gusta' | 'comentados'
  sin_terminar?: boolean
  limite?: number
  cursor?: string
}

/** What a person did with contents. */
export interface History {
  /** The newest first. @throws NodoError cursor_invalido */
  list(
    usuarioId: Id,
    asked: HistoryAsked,
    reader: Lector,
  ): Promise<{ datos: HistorialVista[]; siguiente: string | null; total?: number }>
  /** Forgets what was seen and heard, or one content of it. */
  erase(usuarioId: Id, contenidoId?: Id): Promise<void>
}

export interface HistoryDeps {
  history: HistoryStore
  reactions: Pick<ReactionStore, 'ofUser'>
  comments: Pick<CommentStore, 'ofUser'>
  brief: BriefContents
}

type Row = Omit<HistorialVista, 'contenido'>
type Found = Paged<Row> & { total?: number }

const nothing = {
  posicion_ms: null,
  duracion_vista_ms: null,
  porcentaje: null,
  completado: null,
  veces: null,
  dispositivo: null,
  reaccion: null,
  texto: null,
}

export const createHistory = ({ history, reactions, comments, brief }: HistoryDeps): History => {
  const found: Record<
    NonNullable<HistoryAsked['tipo']>,
    (usuarioId: Id, asked: HistoryAsked, limit: number) => Promise<Found>
  > = {
    async vistos(usuario_id, { sin_terminar, cursor }, limit) {
      const page = await history.page({ usuario_id, unfinished: sin_terminar ?? false }, limit, cursor)
      return { ...page, rows: page.rows.map((play) => ({ ...nothing, ...play, fecha: play.fecha_ultima_vista })) }
    },
    async me_gusta(usuarioId, { cursor }, limit) {
      const { rows, next } = await reactions.ofUser(usuarioId, limit, cursor)
      const told = rows.map(({ contenido_id, fecha, tipo }) => ({ ...nothing, contenido_id, fecha, reaccion: tipo }))
      return { rows: told, next }
    },
    async comentados(usuarioId, { cursor }, limit) {
      const { rows, next } = await comments.ofUser(usuarioId, limit, cursor)
      const told = rows.map(({ contenido_id, fecha, texto }) => ({ ...nothing, contenido_id, fecha, texto }))
      return { rows: told, next }
    },
  }

  return {
    async list(usuarioId, asked, reader) {
      const { rows, next, total } = await found[asked.tipo ?? 'vistos'](usuarioId, asked, asked.limite ?? 20)
      const contents = await brief([...new Set(rows.map(({ contenido_id }) => contenido_id))], reader)
      const datos = rows.map((row) => ({ ...row, contenido: contents.get(row.contenido_id) ?? null }))
      return { datos, siguiente: next, ...(total !== undefined && { total }) }
    },
    async erase(usuarioId, contenidoId) {
      await history.erase(usuarioId, contenidoId)
    },
  }
}
