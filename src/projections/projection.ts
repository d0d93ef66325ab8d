import type { Colaboracion } from '../model/colaboracion.ts'
import type { Colectivo } from '../model/colectivo.ts'
import type { Comentario } from '../model/comentario.ts'
import type { Contenido } from '../model/contenido.ts'
import type { Dicho } from '../model/dicho.ts'
import type { Historial } from '../model/historial.ts'
import type { ListaGuardada } from '../model/lista.ts'
import type { Membresia } from '../model/membresia.ts'
import type { Id } from '../model/primitives.ts'
import type { Programacion } from '../model/programacion.ts'
import type { Reaccion } from '../model/reaccion.ts'
import type { Seguimiento } from '../model/seguimiento.ts'
import type { CuentaUsuario } from '../model/usuario.ts'

/**
 * A projection is made of documents alone, by a pure mapping from a record to what is kept of it elsewhere: edges of a
 * graph, places in a ranking, words of an index. Whoever applies it holds to one rule: the same record twice, or an older
 * one after a newer, changes nothing. So it may be brought up to date at any time, from any place, and rebuilt.
 */

/** How often a content was seen: what its cells add up to. The id is the content's. */
export interface ViewedContent {
  id: Id
  lamport: number
  vistas: number
}

/** The records that projections are made of, by their kind in the diario. */
export interface Recorded {
  perfil: CuentaUsuario
  contenidos: Contenido
  colectivos: Colectivo
  seguimientos: Seguimiento
  reacciones: Reaccion
  membresias: Membresia
  colaboraciones: Colaboracion
  historial: Historial
  listas: ListaGuardada
  programacion: Programacion
  dichos: Dicho
  comentarios: Comentario
  vistas: ViewedContent
}
export type Kind = keyof Recorded

/** As `nodo rebuild` names them. */
export const projectionNames = ['busqueda', 'feeds', 'grafo', 'notificaciones', 'rankings', 'vocabulario'] as const
export type ProjectionName = (typeof projectionNames)[number]

interface Plan {
  /** Raised where a mapping gives something else than before: what an earlier program left is then rebuilt by itself. */
  version: number
  /** What changes it; nothing where it is written with the document itself, and the log has nothing to tell it. */
  reads: readonly Kind[]
  /** What a rebuild goes through: enough to make all of it. */
  from: readonly Kind[]
}

const graphKinds = [
  ...(['perfil', 'contenidos', 'colectivos'] as const),
  ...(['seguimientos', 'reacciones', 'membresias', 'colaboraciones', 'historial'] as const),
]

const noticeKinds = ['contenidos', 'seguimientos', 'comentarios', 'colaboraciones'] as const

export const plans: Readonly<Record<ProjectionName, Plan>> = {
  busqueda: { version: 3, reads: [], from: ['contenidos', 'perfil', 'listas', 'programacion', 'dichos'] },
  feeds: { version: 1, reads: ['perfil', 'contenidos', 'seguimientos'], from: ['perfil'] },
  grafo: { version: 1, reads: graphKinds, from: graphKinds },
  notificaciones: { version: 1, reads: noticeKinds, from: noticeKinds },
  rankings: { version: 1, reads: ['contenidos', 'vistas'], from: ['contenidos'] },
  vocabulario: { version: 1, reads: ['contenidos'], from: ['contenidos'] },
}

/**
 * A record as a projection meets it: what it is now, or that it is gone. Its Lamport time tells older from newer: unlike
 * `version` it goes on over a deletion, so that a record which is made again with the same natural key is newer than its end.
 */
export type Seen = { [K in Kind]: { tipo: K; id: Id; lamport: number; record: Recorded[K] | undefined } }[Kind]
