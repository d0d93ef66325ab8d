import type { DatabaseSync } from 'node:sqlite'
import { AnalisisHistorico } from '../../model/analisis-historico.ts'
import { Artista } from '../../model/artista.ts'
import { Auditoria } from '../../model/auditoria.ts'
import { Canal } from '../../model/canal.ts'
import { Colaboracion } from '../../model/colaboracion.ts'
import { Colectivo } from '../../model/colectivo.ts'
import { Comentario } from '../../model/comentario.ts'
import { Compra } from '../../model/compra.ts'
import { Conflicto } from '../../model/conflicto.ts'
import type { Contenido } from '../../model/contenido.ts'
import { Denuncia } from '../../model/denuncia.ts'
import { Dicho } from '../../model/dicho.ts'
import { Dispositivo } from '../../model/dispositivo.ts'
import { Historial } from '../../model/historial.ts'
import { ListaGuardada } from '../../model/lista.ts'
import { Membresia } from '../../model/membresia.ts'
import { Moderacion } from '../../model/moderacion.ts'
import { Nodo } from '../../model/nodo.ts'
import { Notificacion } from '../../model/notificacion.ts'
import { Pregunta } from '../../model/pregunta.ts'
import { Programacion } from '../../model/programacion.ts'
import { Reaccion } from '../../model/reaccion.ts'
import { Seguimiento } from '../../model/seguimiento.ts'
import { Transaccion } from '../../model/transaccion.ts'
import type { TransmisionGuardada } from '../../model/transmision.ts'
import type { CuentaUsuario } from '../../model/usuario.ts'
import {
  accounts,
  analyses,
  artists,
  audit,
  channels,
  collaborations,
  collectives,
  comments,
  comparable,
  conflicts,
  contents,
  devices,
  follows,
  lists,
  lives,
  memberships,
  moderations,
  nodes,
  notices,
  plays,
  programmes,
  purchases,
  questions,
  reactions,
  reports,
  said,
  transactions,
} from '../collections.ts'
import { monthsToTell } from '../transactions.ts'
import { countBlobs } from './blobs.ts'
import { type Collection, createCollection } from './collection.ts'
import type { Diario } from './diario.ts'

import { linkLists } from './list-links.ts'

import { createNameIndex } from './names.ts'
import { createSaidIndex } from './said-index.ts'
import { createSearchIndex } from './search-index.ts'

import { type Shape, shapeOf } from './shape.ts'

export const accountShape: Shape<CuentaUsuario> = {
  table: 'usuarios',
  columns: {
    id: 'plain',
    nombre: 'plain',
    email: 'plain',
    tipo_usuario: 'plain',
    region: 'plain',
    idioma: 'plain',
    intereses: 'json',
    perfil_redes: 'json',
    imagen: 'plain',
    bio: 'plain',
    preferencias: 'json',
    creado_en: 'plain',
    ultimo_acceso_en: 'plain',
    activo: 'flag',
    nodo_id: 'plain',
    version: 'plain',
    lamport: 'plain',
    clave_hash: 'plain',
    totp: 'json',
    codigo: 'json',
    imagenes: 'json',
  },
}

export const contentShape: Shape<Contenido> = {
  table: 'contenidos',
  columns: {
    id: 'plain',
    titulo: 'plain',
    descripcion: 'plain',
    tipo: 'plain',
    url_archivo: 'plain',
    creador_id: 'plain',
    metadatos_enriquecidos: 'json',
    categoria: 'plain',
    etiquetas: 'json',
    region: 'plain',
    idioma: 'plain',
    licencia: 'plain',
    estado: 'plain',
    creado_en: 'plain',
    fecha_publicacion: 'plain',
    orden_nodo_ms: 'plain',
    autor: 'plain',
    subido_por: 'plain',
    duracion_ms: 'plain',
    miniatura: 'plain',
    medios: 'json',
    subtitulos: 'json',
    cuerpo: 'plain',
    precio: 'json',
    oculto_por: 'plain',
    nodo_id: 'plain',
    version: 'plain',
    lamport: 'plain',
  },
}

export const liveShape: Shape<TransmisionGuardada> = {
  table: 'transmisiones',
  columns: {
    id: 'plain',
    codigo: 'plain',
    grabar: 'flag',
    region: 'plain',
    titulo: 'plain',
    descripcion: 'plain',
    categoria: 'plain',
    etiquetas: 'json',
    creador_id: 'plain',
    estado: 'plain',
    iniciada_en: 'plain',
    finalizada_en: 'plain',
    cortes: 'json',
    contenido_id: 'plain',
    espectadores_max: 'plain',
    nodo_id: 'plain',
    version: 'plain',
    lamport: 'plain',
    creada_nodo_ms: 'plain',
    vence_nodo_ms: 'plain',
  },
}

export const artistShape = shapeOf('artistas', Artista)
export const playShape = shapeOf('historial', Historial)
export const listShape = shapeOf('listas', ListaGuardada)
export const noticeShape = shapeOf('notificaciones', Notificacion)
export const deviceShape = shapeOf('dispositivos', Dispositivo)
export const purchaseShape = shapeOf('compras', Compra)
export const saidShape = shapeOf('dichos', Dicho)
export const auditShape = shapeOf('auditoria', Auditoria)
export const moderationShape = shapeOf('moderaciones', Moderacion)
export const analysisShape = shapeOf('analisis_historico', AnalisisHistorico)
export const channelShape = shapeOf('canales', Canal)
export const programmeShape = shapeOf('programacion', Programacion)
export const nodeShape = shapeOf('nodos', Nodo)
export const conflictShape = shapeOf('conflictos', Conflicto)
export const followShape = shapeOf('seguimientos', Seguimiento)
export const commentShape = shapeOf('comentarios', Comentario)
export const reactionShape = shapeOf('reacciones', Reaccion)
export const reportShape = shapeOf('denuncias', Denuncia)
export const questionShape = shapeOf('preguntas', Pregunta)
export const transactionShape = shapeOf('transacciones', Transaccion)
export const collectiveShape = shapeOf('colectivos', Colectivo)
export const membershipShape = shapeOf('membresias', Membresia)
export const collaborationShape = shapeOf('colaboraciones', Colaboracion)

type Changed<T> = (before: T | undefined, after: T | undefined) => void
const inTurn =
  <T>(...each: Changed<T>[]): Changed<T> =>
  (before, after) => {
    for (const one of each) one(before, after)
  }

/** The synced collections of this database. */
export interface Collections {
  accounts: Collection<CuentaUsuario>
  artists: Collection<Artista>
  plays: Collection<Historial>
  lists: Collection<ListaGuardada>
  notices: Collection<Notificacion>
  devices: Collection<Dispositivo>
  purchases: Collection<Compra>
  said: Collection<Dicho>
  audit: Collection<Auditoria>
  nodes: Collection<Nodo>
  moderations: Collection<Moderacion>
  analyses: Collection<AnalisisHistorico>
  channels: Collection<Canal>
  programmes: Collection<Programacion>
  conflicts: Collection<Conflicto>
  contents: Collection<Contenido>
  lives: Collection<TransmisionGuardada>
  follows: Collection<Seguimiento>
  comments: Collection<Comentario>
  reactions: Collection<Reaccion>
  reports: Collection<Denuncia>
  questions: Collection<Pregunta>
  transactions: Collection<Transaccion>
  collectives: Collection<Colectivo>
  memberships: Collection<Membresia>
  collaborations: Collection<Colaboracion>
}

const countPortraits = (db: DatabaseSync): Changed<CuentaUsuario> => {
  const count = countBlobs(db)
  const portraitOf = (account: CuentaUsuario | undefined) => account && { id: account.id, medios: account.imagenes }
  return (before, after) => count(portraitOf(before), portraitOf(after))
}

export const createCollections = (db: DatabaseSync, diario: Diario): Collections => ({
  accounts: createCollection(db, diario, {
    ...accounts,
    shape: accountShape,
    changed: inTurn(createNameIndex(db).of('perfil'), countPortraits(db)),
    derived: (account) => ({ email_comparable: account.email === null ? null : comparable(account.email) }),
  }),
  artists: createCollection(db, diario, { ...artists, shape: artistShape }),
  plays: createCollection(db, diario, { ...plays, shape: playShape }),
  lists: createCollection(db, diario, {
    ...lists,
    shape: listShape,
    changed: inTurn(linkLists(db), createNameIndex(db).of('listas')),
  }),
  notices: createCollection(db, diario, { ...notices, shape: noticeShape }),
  devices: createCollection(db, diario, { ...devices, shape: deviceShape }),
  purchases: createCollection(db, diario, { ...purchases, shape: purchaseShape }),
  said: createCollection(db, diario, { ...said, shape: saidShape, changed: createSaidIndex(db).project }),
  audit: createCollection(db, diario, { ...audit, shape: auditShape }),
  moderations: createCollection(db, diario, { ...moderations, shape: moderationShape }),
  analyses: createCollection(db, diario, { ...analyses, shape: analysisShape }),
  channels: createCollection(db, diario, { ...channels, shape: channelShape }),
  programmes: createCollection(db, diario, {
    ...programmes,
    shape: programmeShape,
    changed: createNameIndex(db).of('programacion'),
  }),
  nodes: createCollection(db, diario, { ...nodes, shape: nodeShape }),
  conflicts: createCollection(db, diario, { ...conflicts, shape: conflictShape }),
  contents: createCollection(db, diario, {
    ...contents,
    shape: contentShape,
    changed: inTurn(countBlobs(db), createSearchIndex(db).project),
  }),
  lives: createCollection(db, diario, { ...lives, shape: liveShape }),
  follows: createCollection(db, diario, { ...follows, shape: followShape }),
  comments: createCollection(db, diario, { ...comments, shape: commentShape }),
  reports: createCollection(db, diario, { ...reports, shape: reportShape }),
  questions: createCollection(db, diario, { ...questions, shape: questionShape }),
  transactions: createCollection(db, diario, {
    ...transactions,
    shape: transactionShape,
    changed: (before, after) => {
      for (const month of monthsToTell(before, after)) diario.write(month, diario.tick())
    },
  }),
  reactions: createCollection(db, diario, { ...reactions, shape: reactionShape }),
  collectives: createCollection(db, diario, { ...collectives, shape: collectiveShape }),
  memberships: createCollection(db, diario, { ...memberships, shape: membershipShape }),
  collaborations: createCollection(db, diario, { ...collaborations, shape: collaborationShape }),
})
