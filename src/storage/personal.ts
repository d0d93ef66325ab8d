import type { Auditoria } from '../model/auditoria.ts'
import type { FilaDiario } from '../model/diario.ts'
import type { Id } from '../model/primitives.ts'
import type { Transaccion } from '../model/transaccion.ts'
import { type CuentaUsuario, erasedName, firstPreferences } from '../model/usuario.ts'
import type { PersonalKind } from '../people/personal-store.ts'

/** What of every kind is a person's, and what is left of it once they are erased, whichever family keeps it. */

/** Where the records of a kind are, and which field names the person; each has an index. */
export const personalPlaces = {
  artistas: ['artists', 'id'],
  membresias: ['memberships', 'usuario_id'],
  colaboraciones: ['collaborations', 'usuario_id'],
  seguimientos: ['follows', 'usuario_id'],
  seguidores: ['follows', 'creador_id'],
  contenidos: ['contents', 'creador_id'],
  transmisiones: ['lives', 'creador_id'],
  comentarios: ['comments', 'usuario_id'],
  preguntas: ['questions', 'usuario_id'],
  reacciones: ['reactions', 'usuario_id'],
  denuncias: ['reports', 'usuario_id'],
  transacciones: ['transactions', 'usuario_id'],
  transacciones_recibidas: ['transactions', 'creador_id'],
  listas: ['lists', 'usuario_id'],
  historial: ['plays', 'usuario_id'],
  notificaciones: ['notices', 'usuario_id'],
  dispositivos: ['devices', 'usuario_id'],
  compras: ['purchases', 'usuario_id'],
  auditoria: ['audit', 'actor_id'],
} as const satisfies Record<PersonalKind, readonly [string, string]>

/** What goes with the person. */
export const goingKinds = [
  'artistas',
  'membresias',
  'colaboraciones',
  'seguimientos',
  'seguidores',
  'transmisiones',
  'reacciones',
  'denuncias',
  'listas',
  'historial',
  'notificaciones',
  'dispositivos',
  'compras',
] as const satisfies readonly PersonalKind[]

/** Records of no kind: tokens, keys, what is on its way in, kept answers. */
export const goingRows = [
  ['sesiones', 'usuario_id'],
  ['claves_transmision', 'creador_id'],
  ['subidas', 'usuario_id'],
  ['idempotencia', 'cuenta'],
] as const

/** The account of nobody any more: it stands for whoever said what stays. */
export const erasedAccount: Partial<CuentaUsuario> = {
  nombre: erasedName,
  email: null,
  tipo_usuario: 'espectador',
  region: null,
  idioma: null,
  intereses: [],
  perfil_redes: {},
  imagen: null,
  imagenes: [],
  bio: '',
  // Nothing is kept of them any more, whatever comes late.
  preferencias: { ...firstPreferences, pausar_historial: true },
  ultimo_acceso_en: null,
  activo: false,
  clave_hash: null,
  totp: null,
  codigo: null,
}

/** Of what was given the sums stay, and nothing that the person wrote. */
export const erasedGift: Partial<Transaccion> = { mensaje: null, referencia_pago: null }

/** That an admin did something to the account stays, and not what it said. */
export const erasedLine: Partial<Auditoria> = { antes: null, despues: null }

const ofPersons = ['perfil', 'artistas']
const tied = ['membresias', 'colaboraciones', 'seguimientos', 'reacciones', 'contenidos', 'transmisiones']

/**
 * Whether a row of the change log tells what was a person's. What says that something is gone stays, and so does the
 * account of nobody.
 */
export const tellsOf = (usuarioId: Id, { tipo, id_registro, datos }: FilaDiario): boolean => {
  if (datos === null) return false
  const said = datos as Record<string, unknown>
  if (ofPersons.includes(tipo)) return id_registro === usuarioId && said.nombre !== erasedName
  return tied.includes(tipo) && (said.usuario_id === usuarioId || said.creador_id === usuarioId)
}
