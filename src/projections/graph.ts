import type { Id } from '../model/primitives.ts'
import type { Kind, Recorded } from './projection.ts'
import { themesOfContent } from './themes.ts'

/**
 * What each record says in the graph (data-model.md, Graph): at most one node and one relationship. Beside the properties
 * of the data dictionary a node bears what questions go by, so that the graph answers without asking the documents.
 */

export interface UserNode {
  label: 'Usuario'
  user_id: Id
  region: string | null
  activo: boolean
}

export interface ContentNode {
  label: 'Contenido'
  contenido_id: Id
  tipo: string
  categoria: string | null
  region: string | null
  temas: readonly string[]
  duracion_ms: number | null
  /** Its place among the newest; null while it is not published. */
  orden: number | null
}

export interface CollectiveNode {
  label: 'Colectivo'
  colectivo_id: Id
  nombre: string
  enfoque: string
  region: string | null
}

export type GraphNode = UserNode | ContentNode | CollectiveNode

/** The properties of each relationship. */
export interface EdgeProperties {
  SIGUE: { fecha_inicio: number }
  CREO: { fecha_creacion: number }
  VIO: { duracion_ms: number; fecha_ultima_vista: number }
  GUSTA: { fecha: number }
  COLABORA_EN: { rol: string }
  ES_MIEMBRO_DE: { fecha_ingreso: number | null }
}
export type Relationship = keyof EdgeProperties

/** What questions go by beside them. */
interface EdgeOwn {
  VIO: { completado: boolean }
}

export type Edge = {
  [R in Relationship]: {
    type: R
    from: Id
    to: Id
    properties: EdgeProperties[R]
    own?: R extends keyof EdgeOwn ? EdgeOwn[R] : never
  }
}[Relationship]

export interface GraphEntries {
  node?: GraphNode
  edge?: Edge
}

const graphOf: { [K in Kind]?: (record: Recorded[K]) => GraphEntries } = {
  perfil: ({ id, region, activo }) => ({ node: { label: 'Usuario', user_id: id, region, activo } }),
  contenidos: (content) => ({
    node: {
      label: 'Contenido',
      contenido_id: content.id,
      tipo: content.tipo,
      categoria: content.categoria,
      region: content.region,
      temas: themesOfContent(content),
      duracion_ms: content.duracion_ms,
      orden: content.estado === 'publicado' ? content.orden_nodo_ms : null,
    },
    edge: {
      type: 'CREO',
      from: content.creador_id,
      to: content.id,
      properties: { fecha_creacion: content.creado_en },
    },
  }),
  colectivos: ({ id, nombre, enfoque, region }) => ({
    node: { label: 'Colectivo', colectivo_id: id, nombre, enfoque, region },
  }),
  seguimientos: ({ usuario_id, creador_id, fecha_inicio, activo }) =>
    activo ? { edge: { type: 'SIGUE', from: usuario_id, to: creador_id, properties: { fecha_inicio } } } : {},
  historial: ({ usuario_id, contenido_id, duracion_vista_ms, fecha_ultima_vista, completado }) => ({
    edge: {
      type: 'VIO',
      from: usuario_id,
      to: contenido_id,
      properties: { duracion_ms: duracion_vista_ms, fecha_ultima_vista },
      own: { completado },
    },
  }),
  reacciones: ({ usuario_id, contenido_id, fecha, activo }) =>
    activo ? { edge: { type: 'GUSTA', from: usuario_id, to: contenido_id, properties: { fecha } } } : {},
  colaboraciones: ({ usuario_id, contenido_id, rol, estado, activo }) =>
    activo && estado === 'aceptada'
      ? { edge: { type: 'COLABORA_EN', from: usuario_id, to: contenido_id, properties: { rol } } }
      : {},
  membresias: ({ usuario_id, colectivo_id, fecha_ingreso, estado, activo }) =>
    activo && estado === 'aceptada'
      ? { edge: { type: 'ES_MIEMBRO_DE', from: usuario_id, to: colectivo_id, properties: { fecha_ingreso } } }
      : {},
}

/** What a record of this kind says in the graph; nothing where it is gone or not in it. */
export const graphEntriesOf = (tipo: Kind, record: object | undefined): GraphEntries =>
  (record && graphOf[tipo]?.(record as never)) ?? {}
