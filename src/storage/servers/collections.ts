import type { AnalisisHistorico } from '../../model/analisis-historico.ts'
import type { Artista } from '../../model/artista.ts'
import type { Auditoria } from '../../model/auditoria.ts'
import type { Canal } from '../../model/canal.ts'
import type { Colaboracion } from '../../model/colaboracion.ts'
import type { Colectivo } from '../../model/colectivo.ts'
import type { Comentario } from '../../model/comentario.ts'
import type { Compra } from '../../model/compra.ts'
import type { Conflicto } from '../../model/conflicto.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Denuncia } from '../../model/denuncia.ts'
import type { Dicho } from '../../model/dicho.ts'
import type { Dispositivo } from '../../model/dispositivo.ts'
import type { Historial } from '../../model/historial.ts'
import type { ListaGuardada } from '../../model/lista.ts'
import type { Membresia } from '../../model/membresia.ts'
import type { Moderacion } from '../../model/moderacion.ts'
import type { Nodo } from '../../model/nodo.ts'
import type { Notificacion } from '../../model/notificacion.ts'
import type { Pregunta } from '../../model/pregunta.ts'
import type { Programacion } from '../../model/programacion.ts'
import type { Reaccion } from '../../model/reaccion.ts'
import type { Seguimiento } from '../../model/seguimiento.ts'
import type { Transaccion } from '../../model/transaccion.ts'
import type { TransmisionGuardada } from '../../model/transmision.ts'
import type { CuentaUsuario } from '../../model/usuario.ts'
import { nameWordsOf } from '../../projections/names.ts'
import { saidWordsOf } from '../../projections/said.ts'
import { keysOf } from '../../projections/search.ts'
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
import type { ContentCache } from './content-cache.ts'
import type { Diario } from './diario.ts'
import type { Mongo } from './mongo.ts'
import type { Unit } from './unit.ts'

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

type Changed<T> = (unit: Unit, before: T | undefined, after: T | undefined) => Promise<void>
const inTurn =
  <T>(...each: Changed<T>[]): Changed<T> =>
  async (unit, before, after) => {
    for (const one of each) await one(unit, before, after)
  }

const countPortraits = (mongo: Mongo): Changed<CuentaUsuario> => {
  const count = countBlobs(mongo)
  const portraitOf = (account: CuentaUsuario | undefined) => account && { id: account.id, medios: account.imagenes }
  return (unit, before, after) => count(unit, portraitOf(before), portraitOf(after))
}

/** @param cache is told of each content that changes */
export const createCollections = (mongo: Mongo, diario: Diario, cache: Pick<ContentCache, 'changed'>): Collections => ({
  accounts: createCollection(mongo, diario, {
    ...accounts,
    name: 'usuarios',
    derived: (account) => ({
      email: account.email === null ? null : comparable(account.email),
      palabras: nameWordsOf('perfil', account),
    }),
    changed: countPortraits(mongo),
  }),
  artists: createCollection(mongo, diario, { ...artists, name: 'artistas' }),
  plays: createCollection(mongo, diario, { ...plays, name: 'historial' }),
  lists: createCollection(mongo, diario, {
    ...lists,
    name: 'listas',
    derived: (list) => ({ palabras: nameWordsOf('listas', list) }),
  }),
  notices: createCollection(mongo, diario, { ...notices, name: 'notificaciones' }),
  devices: createCollection(mongo, diario, { ...devices, name: 'dispositivos' }),
  purchases: createCollection(mongo, diario, { ...purchases, name: 'compras' }),
  said: createCollection(mongo, diario, {
    ...said,
    name: 'dichos',
    derived: (given) => ({ palabras: saidWordsOf(given) }),
  }),
  audit: createCollection(mongo, diario, { ...audit, name: 'auditoria' }),
  moderations: createCollection(mongo, diario, { ...moderations, name: 'moderaciones' }),
  analyses: createCollection(mongo, diario, { ...analyses, name: 'analisis_historico' }),
  channels: createCollection(mongo, diario, { ...channels, name: 'canales' }),
  programmes: createCollection(mongo, diario, {
    ...programmes,
    name: 'programacion',
    derived: (entry) => ({ palabras: nameWordsOf('programacion', entry) }),
  }),
  nodes: createCollection(mongo, diario, { ...nodes, name: 'nodos' }),
  conflicts: createCollection(mongo, diario, { ...conflicts, name: 'conflictos' }),
  contents: createCollection(mongo, diario, {
    ...contents,
    name: 'contenidos',
    derived: (content) => ({ claves: keysOf(content) }),
    changed: inTurn(countBlobs(mongo), cache.changed),
  }),
  lives: createCollection(mongo, diario, {
    ...lives,
    name: 'transmisiones',
    // The spoken code is the same in any case of letters.
    derived: ({ codigo }) => ({ codigo: codigo.toLowerCase() }),
  }),
  follows: createCollection(mongo, diario, { ...follows, name: 'seguimientos' }),
  comments: createCollection(mongo, diario, { ...comments, name: 'comentarios' }),
  reports: createCollection(mongo, diario, { ...reports, name: 'denuncias' }),
  questions: createCollection(mongo, diario, { ...questions, name: 'preguntas' }),
  transactions: createCollection(mongo, diario, {
    ...transactions,
    name: 'transacciones',
    changed: async (unit, before, after) => {
      for (const month of monthsToTell(before, after)) unit.tell(month, unit.tick())
    },
  }),
  reactions: createCollection(mongo, diario, { ...reactions, name: 'reacciones' }),
  collectives: createCollection(mongo, diario, { ...collectives, name: 'colectivos' }),
  memberships: createCollection(mongo, diario, { ...memberships, name: 'membresias' }),
  collaborations: createCollection(mongo, diario, { ...collaborations, name: 'colaboraciones' }),
})
