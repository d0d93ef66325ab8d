import Type, { type Static } from 'typebox'
import { DurationMs, Id, Label, Nullable, PageQuery, Region, strict } from './primitives.ts'
import { Rol, Usuario } from './usuario.ts'

/** How much somebody sees and hears. */
export const Consumo = Type.Union([Type.Literal('alto'), Type.Literal('medio'), Type.Literal('bajo')], {
  description: 'of what was played in the last thirty days: ten hours and more, one hour and more, less',
})
export type Consumo = Static<typeof Consumo>

export const FiltrosSegmento = Type.Object(
  {
    ...PageQuery,
    consumo: Type.Optional(Consumo),
    region: Type.Optional(Region),
    interes: Type.Optional(Label),
    tipo: Type.Optional(Rol),
  },
  strict,
)
export type FiltrosSegmento = Static<typeof FiltrosSegmento>

const { nombre, region, tipo_usuario, intereses } = Usuario.properties

export const MiembroSegmento = Type.Object({ id: Id, nombre, region, tipo_usuario, intereses, vista_ms: DurationMs })
export type MiembroSegmento = Static<typeof MiembroSegmento>

/** People who see and hear about as much as one another. */
export const Segmento = Type.Object({
  consumo: Consumo,
  cuantos: Type.Integer({ minimum: 0 }),
  miembros: Type.Array(MiembroSegmento),
  siguiente: Nullable(Type.String({ description: 'the cursor of more of them, to be sent with this `consumo`' })),
})
export type Segmento = Static<typeof Segmento>
