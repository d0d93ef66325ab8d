import { AnalisisHistorico } from '../model/analisis-historico.ts'
import { Artista } from '../model/artista.ts'
import { Auditoria } from '../model/auditoria.ts'
import { Canal } from '../model/canal.ts'
import { Colaboracion } from '../model/colaboracion.ts'
import { Colectivo } from '../model/colectivo.ts'
import { Comentario } from '../model/comentario.ts'
import { Compra } from '../model/compra.ts'
import { Conflicto } from '../model/conflicto.ts'
import { Contenido } from '../model/contenido.ts'
import { Denuncia } from '../model/denuncia.ts'
import { Dicho } from '../model/dicho.ts'
import type { Dispositivo } from '../model/dispositivo.ts'
import { Historial } from '../model/historial.ts'
import { ListaGuardada } from '../model/lista.ts'
import { Membresia } from '../model/membresia.ts'
import { Moderacion } from '../model/moderacion.ts'
import type { Nodo } from '../model/nodo.ts'
import { Notificacion } from '../model/notificacion.ts'
import { Pregunta } from '../model/pregunta.ts'
import { Programacion } from '../model/programacion.ts'
import { Reaccion } from '../model/reaccion.ts'
import { Seguimiento } from '../model/seguimiento.ts'
import { Transaccion } from '../model/transaccion.ts'
import { Transmision, type TransmisionGuardada } from '../model/transmision.ts'
import type { CuentaUsuario } from '../model/usuario.ts'
import type { SyncedCollection } from './synced.ts'

/** The fields of a schema but for identity and counters, which every row of the diario bears by itself. */
const allOf = <F extends string>(schema: { properties: Record<F, unknown> }) =>
  (Object.keys(schema.properties) as F[]).filter((field) => !['id', 'version', 'lamport'].includes(field))

/**
 * Of a person a profile travels, never address, role or hash. A change of role is told by the whole profile again, so
 * that the log holds the profile of whoever becomes a creator.
 */
export const accounts: SyncedCollection<CuentaUsuario> = {
  tipo: 'perfil',
  travels: ['nombre', 'region', 'idioma', 'perfil_redes', 'imagen', 'bio', 'nodo_id'],
  whole: true,
  versioned: ['email', 'tipo_usuario', 'intereses', 'preferencias', 'activo'],
  dates: ['creado_en', 'ultimo_acceso_en'],
}

export const artists: SyncedCollection<Artista> = {
  tipo: 'artistas',
  travels: allOf(Artista),
  dates: [],
}

export const contents: SyncedCollection<Contenido> = {
  tipo: 'contenidos',
  travels: allOf(Contenido),
  dates: ['creado_en', 'fecha_publicacion'],
}

export const lives: SyncedCollection<TransmisionGuardada> = {
  tipo: 'transmisiones',
  travels: allOf(Transmision),
  dates: ['iniciada_en', 'finalizada_en', 'cortes'],
}

/** Whom people follow never leaves this box; the graph, feeds and notices are made of it. */
export const follows: SyncedCollection<Seguimiento> = {
  tipo: 'seguimientos',
  travels: allOf(Seguimiento),
  local: true,
  dates: ['fecha_inicio'],
}

export const comments: SyncedCollection<Comentario> = {
  tipo: 'comentarios',
  travels: allOf(Comentario),
  dates: ['fecha'],
}

/**
 * Reactions travel as sums and as pseudonymous rows, but a row of the log bears the person, and its `id_registro` is a
 * hash of person and content that whoever knows both can make again. So no frame holds such a row as it stands: an HMAC
 * under a secret of this node takes the place of `usuario_id`, and one of the id the place of the id (not of the person
 * in it: a `del` has the id alone). Each is the same in every later row of that reaction.
 */
export const reactions: SyncedCollection<Reaccion> = {
  tipo: 'reacciones',
  travels: allOf(Reaccion),
  dates: ['fecha'],
}

export const collectives: SyncedCollection<Colectivo> = {
  tipo: 'colectivos',
  travels: allOf(Colectivo),
  dates: ['creado_en'],
}

export const memberships: SyncedCollection<Membresia> = {
  tipo: 'membresias',
  travels: allOf(Membresia),
  dates: ['fecha_ingreso'],
}

export const collaborations: SyncedCollection<Colaboracion> = {
  tipo: 'colaboraciones',
  travels: allOf(Colaboracion),
  dates: [],
}

export const reports: SyncedCollection<Denuncia> = {
  tipo: 'denuncias',
  travels: allOf(Denuncia),
  unlogged: true,
  dates: ['fecha', 'decidida_en'],
}

export const questions: SyncedCollection<Pregunta> = {
  tipo: 'preguntas',
  travels: allOf(Pregunta),
  unlogged: true,
  dates: ['fecha'],
}

/** What each month brought to whom travels, and is told by itself (`transactions.ts`). */
export const transactions: SyncedCollection<Transaccion> = {
  tipo: 'transacciones',
  travels: allOf(Transaccion),
  unlogged: true,
  dates: ['fecha', 'confirmada_en'],
}

export const plays: SyncedCollection<Historial> = {
  tipo: 'historial',
  travels: allOf(Historial),
  local: true,
  dates: ['fecha_ultima_vista'],
}

export const lists: SyncedCollection<ListaGuardada> = {
  tipo: 'listas',
  travels: allOf(ListaGuardada),
  unlogged: true,
  dates: ['contenidos'],
}

export const notices: SyncedCollection<Notificacion> = {
  tipo: 'notificaciones',
  travels: allOf(Notificacion),
  unlogged: true,
  dates: ['creada_en'],
}

/** Being in touch raises no version. */
export const devices: SyncedCollection<Dispositivo> = {
  tipo: 'dispositivos',
  travels: ['nombre', 'tipo', 'capacidad_bytes', 'descargas'],
  unlogged: true,
  dates: ['creado_en', 'sincronizado_en', 'descargas'],
}

export const purchases: SyncedCollection<Compra> = {
  tipo: 'compras',
  travels: allOf(Compra),
  unlogged: true,
  dates: ['fecha'],
}

export const said: SyncedCollection<Dicho> = {
  tipo: 'dichos',
  travels: allOf(Dicho),
  unlogged: true,
  dates: [],
}

export const audit: SyncedCollection<Auditoria> = {
  tipo: 'auditoria',
  travels: allOf(Auditoria),
  unlogged: true,
  dates: ['fecha'],
}

/** What a node tells of itself at each exchange raises no version. */
export const nodes: SyncedCollection<Nodo> = {
  tipo: 'nodos',
  travels: ['nombre', 'region', 'rol', 'clave_publica', 'estado'],
  unlogged: true,
  dates: ['visto_en'],
}

/**
 * The centre's rows go down to the nodes. What a node took over stands in its own log too: its frames leave out what is
 * of another `nodo_id`, which the centre would refuse (`ajeno`). The dates are of the centre's clock, so none is moved.
 */
export const moderations: SyncedCollection<Moderacion> = {
  tipo: 'moderaciones',
  travels: allOf(Moderacion),
  dates: [],
}

/** Which stretch of time an analysis is of is no date of this box's clock alone: its id is made of it, so it is never moved. */
export const analyses: SyncedCollection<AnalisisHistorico> = {
  tipo: 'analisis_historico',
  travels: allOf(AnalisisHistorico),
  dates: ['fecha_analisis'],
}

export const channels: SyncedCollection<Canal> = {
  tipo: 'canales',
  travels: allOf(Canal),
  unlogged: true,
  dates: [],
}

/** Its hours are the radio's own, whatever becomes known of the clock. */
export const programmes: SyncedCollection<Programacion> = {
  tipo: 'programacion',
  travels: allOf(Programacion),
  unlogged: true,
  dates: [],
}

export const conflicts: SyncedCollection<Conflicto> = {
  tipo: 'conflictos',
  travels: allOf(Conflicto),
  unlogged: true,
  dates: ['detectado_en', 'resuelto_en'],
}

/** Addresses are compared without case, in any script. */
export const comparable = (email: string): string => email.normalize('NFC').toLowerCase()
