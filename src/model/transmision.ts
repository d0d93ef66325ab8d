import Type, { type Static } from 'typebox'
import { DurationMs, Id, Label, Line, Millis, Nullable, Region, strict, Version } from './primitives.ts'
import { CreadorBreve } from './usuario.ts'

export const EstadoTransmision = Type.Union([
  Type.Literal('preparada'),
  Type.Literal('en_vivo'),
  Type.Literal('reconectando'),
  Type.Literal('finalizada'),
])
export type EstadoTransmision = Static<typeof EstadoTransmision>

/** An outage of the encoder; `hasta` is null while it lasts. */
export const Corte = Type.Object({ desde: Millis, hasta: Nullable(Millis) })

export const Transmision = Type.Object({
  id: Id,
  codigo: Type.String({ description: 'five characters that can be said on air; /v/{codigo} leads here' }),
  grabar: Type.Boolean(),
  region: Nullable(Type.String()),
  titulo: Type.String(),
  descripcion: Type.String(),
  categoria: Nullable(Type.String()),
  etiquetas: Type.Array(Type.String()),
  creador_id: Id,
  estado: EstadoTransmision,
  iniciada_en: Nullable(Millis),
  finalizada_en: Nullable(Millis),
  cortes: Type.Array(Corte),
  contenido_id: Id,
  espectadores_max: Type.Integer({ minimum: 0 }),
  nodo_id: Id,
  version: Version,
})
export type Transmision = Static<typeof Transmision>

/** As it is kept: with the moment, in node time, when a `preparada` or `reconectando` live ends by itself. */
export type TransmisionGuardada = Transmision & {
  lamport: number
  creada_nodo_ms: number
  vence_nodo_ms: number | null
}

/** What the studio tells about the encoder's signal. Codes of advice are texts of the dashboard. */
export const Senal = Type.Object({
  origen: Nullable(Type.String({ description: 'the encoder by its own name' })),
  video: Nullable(
    Type.Object({
      codec: Type.String({ description: 'RFC 6381, avc1.640028' }),
      ancho: Type.Integer(),
      alto: Type.Integer(),
      cuadros_s: Type.Number(),
      kbps: Type.Number(),
      intervalo_clave_ms: Nullable(DurationMs),
    }),
  ),
  audio: Nullable(
    Type.Object({ codec: Type.String(), canales: Type.Integer(), muestreo_hz: Type.Integer(), kbps: Type.Number() }),
  ),
  huecos: Type.Integer({
    description: 'jumps of the timestamps and holes in the pictures since the encoder connected',
  }),
  desde: Nullable(Millis),
  baja_latencia: Type.Boolean({ description: 'false where the source is too irregular for parts: plain HLS then' }),
  consejos: Type.Array(
    Type.Union([
      Type.Literal('intervalo_clave_2s'),
      Type.Literal('sin_cuadros_clave'),
      Type.Literal('pista_ignorada'),
      Type.Literal('sin_audio'),
      Type.Literal('sin_video'),
      Type.Literal('cuadros_irregulares'),
      Type.Literal('fija_h264'),
      Type.Literal('fija_aac'),
      Type.Literal('fija_perfil'),
    ]),
  ),
})
export type Senal = Static<typeof Senal>

/** A live as a reader gets it. `senal` is for its owner and admins. */
export const TransmisionVista = Type.Object({
  ...Transmision.properties,
  creador: CreadorBreve,
  espectadores: Type.Integer({ minimum: 0 }),
  url_hls: Type.String(),
  url_audio: Type.String(),
  url_evento: Type.String(),
  senal: Type.Optional(Nullable(Senal)),
  gracia_vence_en: Type.Optional(Nullable(Millis)),
})
export type TransmisionVista = Static<typeof TransmisionVista>

export const Title = Line(200)

const editable = {
  titulo: Title,
  descripcion: Type.Optional(Type.String({ maxLength: 5000 })),
  categoria: Type.Optional(Label),
  etiquetas: Type.Optional(Type.Array(Label, { maxItems: 30, uniqueItems: true })),
  region: Type.Optional(Region),
}

export const NuevaTransmision = Type.Object({ ...editable, grabar: Type.Optional(Type.Boolean()) }, strict)
export type NuevaTransmision = Static<typeof NuevaTransmision>

export const CambioTransmision = Type.Object(
  { ...Type.Partial(Type.Object(editable)).properties, version: Type.Optional(Version) },
  strict,
)
export type CambioTransmision = Static<typeof CambioTransmision>

/** The words that a live and its content have in common. */
export type PalabrasTransmision = Partial<
  Pick<Transmision, 'titulo' | 'descripcion' | 'categoria' | 'etiquetas' | 'region'>
>

/** Where an encoder is pointed. `clave` is shown this once. */
export const Ingesta = Type.Object({ rtmp_url: Type.String(), clave: Type.String(), icecast_url: Type.Null() })
export type Ingesta = Static<typeof Ingesta>

/** A row of a live's journal: one closed segment of one rendition on this disk. */
export interface SegmentoVivo {
  transmision_id: Id
  /** `main`, `aac`, `opus`. */
  rendicion: string
  /** The stretch: grows by one at each discontinuity; its init is `init-{tramo}.mp4`. */
  tramo: number
  secuencia: number
  duracion_ms: number
  tamano_bytes: number
  archivo: string
  /** A discontinuity stands before this segment. */
  discontinuidad: boolean
  /** True where the segment was on air but is no recording: the filler. */
  relleno: boolean
}
