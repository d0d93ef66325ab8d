import Type, { type Static } from 'typebox'
import { ColaboradorBreve } from './colaboracion.ts'
import {
  DurationMs,
  Id,
  Label,
  Language,
  Line,
  Millis,
  Nullable,
  Prose,
  Region,
  strict,
  Version,
} from './primitives.ts'
import { TipoReaccion } from './reaccion.ts'
import { Moneda, Monto } from './transaccion.ts'
import { CreadorBreve } from './usuario.ts'

export const TipoContenido = Type.Union([
  Type.Literal('video'),
  Type.Literal('audio'),
  Type.Literal('texto'),
  Type.Literal('live'),
])
export type TipoContenido = Static<typeof TipoContenido>

export const EstadoContenido = Type.Union([
  Type.Literal('borrador'),
  Type.Literal('procesando'),
  Type.Literal('publicado'),
  Type.Literal('oculto'),
  Type.Literal('error'),
])
export type EstadoContenido = Static<typeof EstadoContenido>

/** One rendition of a content on this disk. `url` is a path. */
export const Medio = Type.Object({
  formato: Type.String({ description: 'original; cmaf: played by HLS and DASH; mp4, m4a: to take home; jpg, vtt' }),
  codecs: Type.String({ description: 'RFC 6381' }),
  ancho: Nullable(Type.Integer()),
  alto: Nullable(Type.Integer()),
  bitrate: Type.Integer({ description: 'bits a second, measured' }),
  tamano_bytes: Type.Integer(),
  sha256: Nullable(Type.String()),
  url: Type.String(),
})
export type Medio = Static<typeof Medio>

/** What is said in a content, to be read in one language. `url` is a path. */
export const Subtitulo = Type.Object({ idioma: Language, url: Type.String() })
export type Subtitulo = Static<typeof Subtitulo>

/** What comes with a file of subtitles. */
export const NuevosSubtitulos = Type.Object({ idioma: Language }, strict)

export const Precio = Type.Object({ monto: Monto, moneda: Moneda })
export type Precio = Static<typeof Precio>

/** A content as it is kept. */
export const Contenido = Type.Object({
  id: Id,
  titulo: Type.String(),
  descripcion: Type.String(),
  tipo: TipoContenido,
  url_archivo: Nullable(Type.String()),
  creador_id: Id,
  metadatos_enriquecidos: Type.Record(Type.String(), Type.Unknown()),
  categoria: Nullable(Type.String()),
  etiquetas: Type.Array(Type.String()),
  region: Nullable(Type.String()),
  idioma: Nullable(Type.String()),
  licencia: Nullable(Type.String()),
  estado: EstadoContenido,
  creado_en: Millis,
  fecha_publicacion: Nullable(Millis),
  orden_nodo_ms: Type.Integer(),
  autor: Nullable(Type.String()),
  subido_por: Id,
  duracion_ms: Nullable(DurationMs),
  miniatura: Nullable(Type.String()),
  medios: Type.Array(Medio),
  subtitulos: Type.Array(Subtitulo),
  cuerpo: Nullable(Type.String({ description: 'the words of a texto' })),
  precio: Type.Union([Precio, Type.Null()], { description: 'null: free' }),
  oculto_por: Type.Union([Id, Type.Null()], { description: 'who hid it: what an admin hid, an admin shows again' }),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Contenido = Static<typeof Contenido>

/** What people made of a content. */
export const Estadisticas = Type.Object({
  vistas: Type.Integer({ minimum: 0 }),
  me_gusta: Type.Integer({ minimum: 0, description: 'how many people react, of whatever kind' }),
  comentarios: Type.Integer({ minimum: 0, description: 'those that are visible' }),
  duracion_media_ms: DurationMs,
})
export type Estadisticas = Static<typeof Estadisticas>

/** A content as a list gives it to a reader. */
export const ContenidoFila = Type.Object({
  ...Type.Omit(Contenido, ['lamport', 'cuerpo']).properties,
  creador: CreadorBreve,
  transmision_id: Nullable(Id),
  disponible: Type.Union([Type.Literal('completo'), Type.Literal('solo_audio'), Type.Literal('solo_metadatos')]),
  progreso: Nullable(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'of the job that prepares the upload, or the download of a recording',
    }),
  ),
  url_hls: Nullable(Type.String()),
  url_dash: Nullable(Type.String({ description: 'the same files for DASH; of uploads' })),
  url_audio: Nullable(Type.String({ description: 'the multivariant playlist of sound alone' })),
  url_vistazo: Nullable(Type.String({ description: 'WebVTT that names the parts of a sheet of small pictures' })),
  url_descarga: Nullable(Type.String()),
  estadisticas: Type.Union([Estadisticas, Type.Null()], { description: 'null while nobody can count them' }),
  mio: Type.Union([TipoReaccion, Type.Null()], { description: 'what the reader feels about it' }),
  colaboradores: Type.Array(ColaboradorBreve),
})
export type ContenidoFila = Static<typeof ContenidoFila>

/** One content as a reader gets it. */
export const ContenidoVista = Type.Object({
  ...ContenidoFila.properties,
  cuerpo: Contenido.properties.cuerpo,
  cuerpo_html: Nullable(Type.String({ description: '`cuerpo`, which is Markdown, as HTML that is safe to show' })),
})
export type ContenidoVista = Static<typeof ContenidoVista>

/** A content in a list of something else: enough to show it and to open it. */
export const ContenidoBreve = Type.Object({
  id: Id,
  titulo: Type.String(),
  tipo: TipoContenido,
  creador: CreadorBreve,
  duracion_ms: Nullable(DurationMs),
  miniatura: Nullable(Type.String()),
})
export type ContenidoBreve = Static<typeof ContenidoBreve>

const Words = Type.String({ maxLength: 2_000, pattern: '^[^\\p{Cs}]*$' })

/** What else is known of a content: texts, numbers, or several texts, under names of one's own. */
export const Metadatos = Type.Record(
  Type.String({ pattern: '^[\\p{L}\\p{N}_-]{1,60}$' }),
  Type.Union([Words, Type.Number(), Type.Boolean(), Type.Null(), Type.Array(Words, { maxItems: 50 })]),
  { ...strict, maxProperties: 50, description: 'JSON: tema_social, locacion and whatever else' },
)

/** The words of a texto, in Markdown. */
export const Cuerpo = Prose(100_000)

/** What somebody says of a content that they bring. */
export const NuevoContenido = Type.Object(
  {
    titulo: Line(200),
    tipo: Type.Union([Type.Literal('video'), Type.Literal('audio'), Type.Literal('texto')]),
    descripcion: Type.Optional(Type.String({ maxLength: 5000 })),
    categoria: Type.Optional(Label),
    etiquetas: Type.Optional(Type.Array(Label, { maxItems: 30, uniqueItems: true })),
    region: Type.Optional(Region),
    idioma: Type.Optional(Language),
    metadatos_enriquecidos: Type.Optional(Metadatos),
    licencia: Type.Optional(Label),
    cuerpo: Type.Optional(Cuerpo),
    autor: Type.Optional(Line(200)),
    colaboradores: Type.Optional(
      Type.Array(Type.Object({ usuario_id: Id, rol: Line(80) }, strict), {
        maxItems: 50,
        description: 'JSON: who is named; each accepts by themself',
      }),
    ),
    creador_id: Type.Optional({ ...Id, description: 'by an admin, in an artist’s name' }),
  },
  strict,
)
export type NuevoContenido = Static<typeof NuevoContenido>

/** What a list of contents may be asked for: all of it together. */
export const FiltrosContenido = {
  tipo: Type.Optional(TipoContenido),
  creador: Type.Optional(Id),
  categoria: Type.Optional(Label),
  etiqueta: Type.Optional(Type.Array(Label, { maxItems: 20, description: 'repeated: all of them' })),
  region: Type.Optional(Region),
  idioma: Type.Optional(Language),
  tema: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'of `tema_social`' })),
  locacion: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'words of title, labels and text; accents do not count' }),
  ),
  orden: Type.Optional(Type.Union([Type.Literal('recientes'), Type.Literal('populares')])),
}
const Filtros = Type.Object(FiltrosContenido)
export type FiltrosContenido = Static<typeof Filtros>

/** What may be said of a content. */
const editable = Type.Object({
  titulo: Line(200),
  descripcion: Type.String({ maxLength: 5_000 }),
  categoria: Nullable(Label),
  etiquetas: Type.Array(Label, { maxItems: 30, uniqueItems: true }),
  region: Nullable(Region),
  idioma: Nullable(Language),
  licencia: Nullable(Line(200)),
  autor: Nullable(Line(200)),
  metadatos_enriquecidos: Metadatos,
  cuerpo: Cuerpo,
  estado: Type.Union([Type.Literal('publicado'), Type.Literal('oculto'), Type.Literal('borrador')]),
  creador_id: Id,
})

export const CambioContenido = Type.Object(
  { ...Type.Partial(editable).properties, version: Type.Optional(Version) },
  strict,
)
export type CambioContenido = Static<typeof CambioContenido>
