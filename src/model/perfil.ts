import Type, { type Static } from 'typebox'
import { Artista } from './artista.ts'
import { Id, Label, Language, Line, Millis, Nullable, Region, strict, Version } from './primitives.ts'
import { Clave, Email, Preferencias, Rol, SegundoFactor, Usuario } from './usuario.ts'

const { trayectoria, bio, enfoque_social, colectivo_id } = Artista.properties

/** What a creator says of their work, as it is shown. */
export const ArtistaPerfil = Type.Object({ trayectoria, bio, enfoque_social, colectivo_id })
export type ArtistaPerfil = Static<typeof ArtistaPerfil>

const { nombre, region, idioma, imagen, bio: ownBio, perfil_redes, creado_en, nodo_id, version } = Usuario.properties
const { email, tipo_usuario, intereses, preferencias, ultimo_acceso_en, activo } = Usuario.properties

/** A person as everybody may see them; the rest is there for themself and admins alone. */
export const Perfil = Type.Object({
  ...{ id: Id, nombre, region, idioma, imagen, bio: ownBio, perfil_redes, creado_en, nodo_id, version },
  imagenes: Type.Array(
    Type.Object({ ancho: Nullable(Type.Integer()), alto: Nullable(Type.Integer()), url: Type.String() }),
    { description: '`imagen` in its widths, the smallest first' },
  ),
  artista: Nullable(ArtistaPerfil),
  ...Type.Partial(Type.Object({ email, tipo_usuario, intereses, preferencias, ultimo_acceso_en, activo })).properties,
  con_clave: Type.Optional(Type.Boolean({ description: 'false: nobody can sign in before a one-time code is used' })),
  con_totp: Type.Optional(Type.Boolean({ description: 'true: a sign-in takes a code of the second factor too' })),
})
export type Perfil = Static<typeof Perfil>

const Story = Type.String({ maxLength: 5000 })

/** A page elsewhere. Nothing but http: an address is shown as a link, and `javascript:` would be run by it. */
export const Address = Type.String({ pattern: '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s\\p{C}]+$', maxLength: 500 })

const { ahorro_datos, calidad_max, pausar_historial } = Preferencias.properties

/** What a person may say of themself. What is not named stays; null takes it away. */
export const CambioPerfil = Type.Object(
  {
    nombre: Type.Optional(Line(120)),
    region: Type.Optional(Nullable(Region)),
    idioma: Type.Optional(Nullable(Language)),
    intereses: Type.Optional(Type.Array(Label, { maxItems: 50, uniqueItems: true })),
    bio: Type.Optional(Story),
    imagen: Type.Optional(
      Nullable(
        Type.String({
          pattern: '^/media(/\\w[\\w.-]*)+$',
          maxLength: 300,
          description: 'a path under /media, as uploads give it',
        }),
      ),
    ),
    perfil_redes: Type.Optional(
      Type.Record(Type.String({ pattern: '^[^\\s\\p{C}][^\\p{C}]{0,39}$' }), Address, {
        maxProperties: 20,
        ...strict,
        description: 'address by network',
      }),
    ),
    artista: Type.Optional(
      Type.Object(
        {
          trayectoria: Type.Optional(Story),
          bio: Type.Optional(Story),
          enfoque_social: Type.Optional(Story),
          colectivo_id: Type.Optional(Nullable(Id)),
        },
        strict,
      ),
    ),
    preferencias: Type.Optional(
      Type.Object(
        {
          ...Type.Partial(Type.Object({ ahorro_datos, calidad_max, pausar_historial })).properties,
          subtitulos: Type.Optional(Nullable(Language)),
          notificaciones: Type.Optional(
            Type.Record(Type.String({ pattern: '^[a-z_]{1,40}$' }), Type.Boolean(), {
              maxProperties: 50,
              ...strict,
              description: 'by type; what is not named is wanted',
            }),
          ),
        },
        strict,
      ),
    ),
    version: Type.Optional(Version),
  },
  strict,
)
export type CambioPerfil = Static<typeof CambioPerfil>

/** A device that is signed in. */
export const SesionVista = Type.Object({
  id: Type.String({ description: 'of the device: it stays as its tokens are renewed' }),
  dispositivo: Type.String(),
  agente: Type.String(),
  ip: Type.String(),
  creada_en: Millis,
  usada_en: Millis,
  vence_en: Millis,
  actual: Type.Boolean({ description: 'true for the device that asks' }),
})
export type SesionVista = Static<typeof SesionVista>

/** Somebody whom an admin gives an account: without a password, and without an address where there is none. */
export const NuevaPersona = Type.Object(
  {
    nombre: Line(120),
    tipo_usuario: Rol,
    email: Type.Optional(Email),
    region: Type.Optional(Region),
    idioma: Type.Optional(Language),
    intereses: Type.Optional(Type.Array(Label, { maxItems: 50, uniqueItems: true })),
    bio: Type.Optional(Story),
  },
  strict,
)
export type NuevaPersona = Static<typeof NuevaPersona>

/** A one-time code, shown this once. */
export const CodigoDado = Type.Object({ codigo: Type.String(), vence_en: Millis })
export type CodigoDado = Static<typeof CodigoDado>

/** What a person sets with their one-time code. */
export const Reclamo = Type.Object(
  {
    codigo: Type.String({ minLength: 1, maxLength: 40 }),
    clave: Clave,
    email: Type.Optional(Email),
    ...Type.Partial(SegundoFactor).properties,
  },
  strict,
)
export type Reclamo = Static<typeof Reclamo>

export const CambioClave = Type.Object({ clave_actual: Type.String({ maxLength: 200 }), clave_nueva: Clave }, strict)

/** Who may enter, and as what. */
export const Situacion = Type.Object(
  {
    activo: Type.Optional(Type.Boolean()),
    tipo_usuario: Type.Optional(Rol),
    motivo: Line(300),
    version: Type.Optional(Version),
  },
  strict,
)
export type Situacion = Static<typeof Situacion>
