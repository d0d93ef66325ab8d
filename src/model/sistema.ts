import Type, { type Static } from 'typebox'
import { Millis, Nullable } from './primitives.ts'

export const EstadoParte = Type.Object({
  estado: Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('down')]),
  desde: Millis,
  motivo: Nullable(Type.String()),
})
export type EstadoParte = Static<typeof EstadoParte>

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
  disco: Type.Optional(Type.Object({ libre_bytes: Type.Integer(), total_bytes: Type.Integer() })),
  avisos: Type.Optional(Type.Array(Type.String())),
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
