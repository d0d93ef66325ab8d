import Type, { type Static } from 'typebox'
import { Copia } from './copia.ts'
import { Id, Millis, Nullable } from './primitives.ts'

export const EstadoParte = Type.Object({
  estado: Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('down')]),
  desde: Millis,
  motivo: Nullable(Type.String()),
})
export type EstadoParte = Static<typeof EstadoParte>

export const NivelDisco = Type.Union(
  [Type.Literal('normal'), Type.Literal('poco'), Type.Literal('solo_audio'), Type.Literal('sin_grabar')],
  { description: 'below 10 % free, 5 % (only the sound of lives is recorded), 2 % (nothing is)' },
)
export type NivelDisco = Static<typeof NivelDisco>

export const EstadoDisco = Type.Object({
  libre_bytes: Type.Integer(),
  total_bytes: Type.Integer(),
  nivel: NivelDisco,
  proximos: Type.Array(Type.Object({ contenido_id: Id, titulo: Type.String(), libera_bytes: Type.Integer() }), {
    description: 'the downloads that are taken next when room is needed; their recordings stay',
  }),
})
export type EstadoDisco = Static<typeof EstadoDisco>

/** What an admin should know: a code, and the same in the reader's words. */
export const Aviso = Type.Object({ codigo: Type.String(), mensaje: Type.String() })
export type Aviso = Static<typeof Aviso>

/** The brief is public; `partes` and what follows is for admins. */
export const EstadoSistema = Type.Object({
  estado: EstadoParte.properties.estado,
  nombre: Type.String(),
  version: Type.String(),
  rol: Type.Union([Type.Literal('nodo'), Type.Literal('central')]),
  nodo_id: Type.String(),
  en_vivo: Type.Integer(),
  registro_abierto: Type.Boolean(),
  primer_inicio: Type.Boolean({ description: 'true while there is no admin yet: the first-run page is open' }),
  reloj: Type.Object({
    pared_en: Millis,
    confianza: Type.Union([
      Type.Literal('baja'),
      Type.Literal('telefono'),
      Type.Literal('ntp'),
      Type.Literal('centro'),
    ]),
  }),
  partes: Type.Optional(Type.Record(Type.String(), EstadoParte)),
  espectadores: Type.Optional(Type.Integer()),
  disco: Type.Optional(EstadoDisco),
  avisos: Type.Optional(Type.Array(Aviso)),
  copia: Type.Optional(Nullable(Copia)),
})
export type EstadoSistema = Static<typeof EstadoSistema>

export const RespuestaError = Type.Object({
  error: Type.Object({
    codigo: Type.String(),
    mensaje: Type.String(),
    detalles: Type.Optional(Type.Array(Type.Object({ campo: Type.String(), problema: Type.String() }))),
  }),
})
export type RespuestaError = Static<typeof RespuestaError>
