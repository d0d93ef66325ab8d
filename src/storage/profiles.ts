import { isDeepStrictEqual } from 'node:util'
import type { Artista } from '../model/artista.ts'
import type { Auditoria } from '../model/auditoria.ts'
import type { CodigoUnico, CuentaUsuario, Totp } from '../model/usuario.ts'
import type { ProfileChange, Spent, Standing } from '../people/store.ts'
import type { Act } from '../system/store.ts'
import { lineOf } from './audit-line.ts'

/** What changes of a person's record and of what stands beside it, whichever family keeps them. */

/** What a creator says of their work for the first time. */
export const newArtist = (
  { id, nodo_id, version, lamport }: CuentaUsuario,
  said: NonNullable<ProfileChange['artista']>,
): Artista => ({
  id,
  trayectoria: '',
  bio: '',
  enfoque_social: '',
  colectivo_id: null,
  ...said,
  nodo_id,
  version,
  lamport,
})

/** What is to change of the record itself. */
export const profileOf = (
  before: CuentaUsuario,
  { preferencias, ...fields }: Omit<ProfileChange, 'artista'>,
): Partial<CuentaUsuario> => ({
  ...fields,
  // Another picture has its files elsewhere.
  ...(fields.imagen !== undefined && fields.imagen !== before.imagen && { imagenes: [] }),
  ...(preferencias && { preferencias: { ...before.preferencias, ...preferencias } }),
})

/** The second factor without what was used up of it; undefined where that may not be used. */
export const spentOf = (totp: Totp | null, spent: Spent): Totp | undefined => {
  if (totp === null || totp.confirmado_en === null) return undefined
  if ('paso' in spent) {
    const fresh = totp.ultimo_paso === null || spent.paso > totp.ultimo_paso
    return fresh ? { ...totp, ultimo_paso: spent.paso } : undefined
  }
  if (!totp.recuperacion.includes(spent.codigo_hash)) return undefined
  return { ...totp, recuperacion: totp.recuperacion.filter((hash) => hash !== spent.codigo_hash) }
}

const objectOf = ({ id }: { id: string }) => `usuarios/${id}`

/** The line of whoever opened an account for somebody else. */
export const openedLine = (account: CuentaUsuario, act: Act): Auditoria => {
  const { nombre, email, tipo_usuario } = account
  return lineOf(act, {
    accion: 'alta',
    objeto: objectOf(account),
    antes: null,
    despues: { nombre, email, tipo_usuario },
  })
}

/** The line of whoever gave a one-time code, which says nothing of the code. */
export const codeLine = (account: { id: string }, { quita_totp }: CodigoUnico, act: Act): Auditoria =>
  lineOf(act, { accion: 'codigo', objeto: objectOf(account), antes: null, despues: { quita_totp } })

/** What is to change where an account may do something else from now on. */
export const standingOf = (before: CuentaUsuario, standing: Standing): Partial<CuentaUsuario> & Required<Standing> => {
  const { tipo_usuario = before.tipo_usuario, activo = before.activo } = standing
  return { tipo_usuario, activo, ...(!activo && { codigo: null }) }
}

/** @returns undefined where nothing changed */
export const standingLine = (
  before: CuentaUsuario,
  after: CuentaUsuario,
  { motivo, ...act }: Act & { motivo?: string },
): Auditoria | undefined => {
  const role = before.tipo_usuario !== after.tipo_usuario
  const active = before.activo !== after.activo
  if (!role && !active) return undefined
  const said = ({ tipo_usuario, activo }: CuentaUsuario) => ({
    ...(role && { tipo_usuario }),
    ...(active && { activo }),
  })
  const despues = { ...said(after), ...(motivo !== undefined && { motivo }) }
  return lineOf(act, { accion: 'estado', objeto: objectOf(after), antes: said(before), despues })
}

/** What an account says of itself, as its audit tells what somebody else changed of it. */
interface Told {
  usuario: CuentaUsuario
  artista: Artista | undefined
}
const told = ['nombre', 'region', 'idioma', 'imagen', 'bio', 'perfil_redes', 'intereses', 'preferencias'] as const
const toldOfArtist = ['trayectoria', 'bio', 'enfoque_social', 'colectivo_id'] as const

/**
 * The line of whoever changed what somebody else says of themself: the fields that are others now, as they were and are.
 * @returns undefined where nothing changed
 */
export const profileLine = (before: Told, after: Told, act: Act): Auditoria | undefined => {
  const fields = told.filter((field) => !isDeepStrictEqual(before.usuario[field], after.usuario[field]))
  const ofArtist = toldOfArtist.filter((field) => before.artista?.[field] !== after.artista?.[field])
  if (fields.length === 0 && ofArtist.length === 0) return undefined
  const said = ({ usuario, artista }: Told) => ({
    ...Object.fromEntries(fields.map((field) => [field, usuario[field]])),
    ...(ofArtist.length > 0 && {
      artista: Object.fromEntries(ofArtist.map((field) => [field, artista?.[field] ?? null])),
    }),
  })
  return lineOf(act, { accion: 'perfil', objeto: objectOf(after.usuario), antes: said(before), despues: said(after) })
}

/** What is to change of the account whose code was used. */
export const claimedOf = (
  { codigo }: CuentaUsuario,
  { clave_hash, email }: { clave_hash: string; email?: string },
  at: number,
): Partial<CuentaUsuario> => ({
  clave_hash,
  codigo: null,
  ultimo_acceso_en: at,
  ...(email !== undefined && { email }),
  ...(codigo?.quita_totp && { totp: null }),
})
