import { type CuentaUsuario, firstPreferences, type Rol, type Usuario } from '../model/usuario.ts'

/** Addresses are compared and kept in one form. */
export const normalEmail = (email: string): string => email.trim().toLowerCase().normalize('NFC')

/** What of an account may be told to those who may see it whole. */
export const withoutSecrets = (account: CuentaUsuario): Usuario => {
  const {
    clave_hash: _hash,
    totp: _totp,
    codigo: _codigo,
    imagenes: _imagenes,
    lamport: _lamport,
    ...usuario
  } = account
  return usuario
}

/** What a person begins with. */
export interface NewAccount {
  nombre: string
  email?: string
  tipo_usuario: Rol
  region?: string
  idioma?: string
  intereses?: string[]
  bio?: string
}

/** A new account, before it is written. @param of its id, the hash of its password, who makes it and when (UTC ms) */
export const accountOf = (
  given: NewAccount,
  of: Pick<CuentaUsuario, 'id' | 'clave_hash' | 'nodo_id' | 'creado_en'>,
): CuentaUsuario => ({
  nombre: given.nombre,
  email: given.email === undefined ? null : normalEmail(given.email),
  tipo_usuario: given.tipo_usuario,
  region: given.region ?? null,
  idioma: given.idioma ?? null,
  intereses: given.intereses ?? [],
  perfil_redes: {},
  imagen: null,
  bio: given.bio ?? '',
  preferencias: firstPreferences,
  ultimo_acceso_en: null,
  activo: true,
  version: 1,
  lamport: 0,
  totp: null,
  codigo: null,
  imagenes: [],
  ...of,
})
