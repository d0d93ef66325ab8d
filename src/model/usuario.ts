import Type, { type Static } from 'typebox'
import type { Medio } from './contenido.ts'
import { Id, Label, Language, Line, Millis, Nullable, Region, strict, Version } from './primitives.ts'

export const Rol = Type.Union([Type.Literal('espectador'), Type.Literal('creador'), Type.Literal('admin')])
export type Rol = Static<typeof Rol>

/** Each role may what the one before may. */
export const roles: readonly Rol[] = ['espectador', 'creador', 'admin']

export const Email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@\\p{C}]+@[^\\s@\\p{C}]+$' })

/** At least ten characters; more than 72 bytes are refused by the service, because bcrypt reads no further. */
export const Clave = Type.String({ minLength: 10, maxLength: 72 })

/** How a person wants this box to serve them. */
export const Preferencias = Type.Object({
  ahorro_datos: Type.Boolean({ description: 'sound first, pictures small' }),
  calidad_max: Nullable(
    Type.Integer({ minimum: 1, maximum: 10_000, description: 'lines of the picture; null: whatever the link carries' }),
  ),
  subtitulos: Nullable(Type.String({ description: 'the language to show them in; null: none' })),
  notificaciones: Type.Record(Type.String(), Type.Boolean(), { description: 'by type; what is not named is wanted' }),
  pausar_historial: Type.Boolean(),
})
export type Preferencias = Static<typeof Preferencias>

/** What an account begins with. */
export const firstPreferences: Preferencias = {
  ahorro_datos: false,
  calidad_max: null,
  subtitulos: null,
  notificaciones: {},
  pausar_historial: false,
}

/** A person as themself and an admin see them. */
export const Usuario = Type.Object({
  id: Id,
  nombre: Type.String(),
  email: Nullable(Type.String()),
  tipo_usuario: Rol,
  region: Nullable(Type.String()),
  idioma: Nullable(Type.String()),
  intereses: Type.Array(Type.String()),
  perfil_redes: Type.Record(Type.String(), Type.String(), { description: 'address by network' }),
  imagen: Nullable(Type.String({ description: 'a path' })),
  bio: Type.String(),
  preferencias: Preferencias,
  creado_en: Millis,
  ultimo_acceso_en: Nullable(Millis),
  activo: Type.Boolean(),
  nodo_id: Id,
  version: Version,
})
export type Usuario = Static<typeof Usuario>

/** The second factor of an account. Codes of recovery are kept as hashes, each until it is used. */
export interface Totp {
  secreto: string
  /** Null while it is only enrolled. */
  confirmado_en: number | null
  /** The counter of the last code that was accepted. */
  ultimo_paso: number | null
  recuperacion: string[]
}

/** A one-time code that lets a person set address and password; only its hash is kept. */
export interface CodigoUnico {
  hash: string
  vence_nodo_ms: number
  /** True where it takes the second factor away too: a telephone that was lost. */
  quita_totp: boolean
}

/** The record as it is kept: with what is never serialized to anybody. */
export type CuentaUsuario = Usuario & {
  clave_hash: string | null
  totp: Totp | null
  codigo: CodigoUnico | null
  /** The files behind `imagen`, the smallest first. */
  imagenes: Medio[]
  lamport: number
}

/** Who said what is left of somebody who was erased. */
export const erasedName = 'persona eliminada'

/** The person behind a content or a live. */
export const CreadorBreve = Type.Object({ id: Id, nombre: Type.String() })
export type CreadorBreve = Static<typeof CreadorBreve>

export const Registro = Type.Object(
  {
    nombre: Line(120),
    email: Email,
    clave: Clave,
    tipo_usuario: Type.Union([Type.Literal('espectador'), Type.Literal('creador')]),
    region: Type.Optional(Region),
    intereses: Type.Optional(Type.Array(Label, { maxItems: 50 })),
    idioma: Type.Optional(Language),
  },
  strict,
)
export type Registro = Static<typeof Registro>

/** The first-run page: the one-time code of the console makes the first admin. */
export const PrimerInicio = Type.Object(
  {
    codigo: Type.String({ minLength: 1, maxLength: 40 }),
    nombre: Line(120),
    email: Email,
    clave: Clave,
  },
  strict,
)
export type PrimerInicio = Static<typeof PrimerInicio>

/** A code of the second factor: of the authenticator, or of recovery. */
export const SegundoFactor = Type.Object(
  {
    codigo_totp: Type.String({ minLength: 6, maxLength: 12 }),
    enviado_en: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 8_640_000_000_000_000,
        description: 'what the caller takes for the time; a box that does not know it goes by this',
      }),
    ),
  },
  strict,
)
export type SegundoFactor = Static<typeof SegundoFactor>

/** What a second factor is enrolled with, told this once. */
export const TotpInscrito = Type.Object({
  secreto: Type.String({ description: 'base32, to be typed into an authenticator' }),
  url_otpauth: Type.String({ description: 'the same as an address, to be shown as a QR code' }),
})
export type TotpInscrito = Static<typeof TotpInscrito>

/** Each stands once for a code of the authenticator; told this once. */
export const CodigosRecuperacion = Type.Object({ recuperacion: Type.Array(Type.String()) })
export type CodigosRecuperacion = Static<typeof CodigosRecuperacion>

export const Ingreso = Type.Object(
  {
    email: Type.String({ maxLength: 254 }),
    clave: Type.String({ maxLength: 200 }),
    ...Type.Partial(SegundoFactor).properties,
  },
  strict,
)
export type Ingreso = Static<typeof Ingreso>

/** What a sign-in answers: the access token (15 min) and the refresh token, rotated at each use. */
export const Credenciales = Type.Object({
  usuario: Usuario,
  token: Type.String(),
  refresh: Type.String(),
  vence_en: Millis,
})
export type Credenciales = Static<typeof Credenciales>
