import Type, { type Static } from 'typebox'
import { Id, Line, Nullable, Version } from './primitives.ts'

/** A day of the calendar, as the radio's own clock has it. */
export const Dia = Type.String({ pattern: '^[12]\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' })
const Hora = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

export const Repeticion = Type.Union([Type.Literal('ninguna'), Type.Literal('diaria'), Type.Literal('semanal')])
export type Repeticion = Static<typeof Repeticion>

export const TipoPrograma = Type.Union([
  Type.Literal('en_vivo'),
  Type.Literal('contenido'),
  Type.Literal('lista'),
  Type.Literal('categoria'),
])
export type TipoPrograma = Static<typeof TipoPrograma>

/** An entry of a channel's programme grid, in the hours of the radio's own clock. */
export const Programacion = Type.Object({
  id: Id,
  canal_id: Id,
  titulo: Line(200),
  dia: Dia,
  desde: Hora,
  hasta: Type.String({ ...Hora, description: 'at or before `desde`: of the next day' }),
  repeticion: Repeticion,
  tipo: TipoPrograma,
  fuente: Nullable(
    Type.String({
      description: 'what plays: of en_vivo the creator, of a contenido or a lista its id, of a categoria its code',
    }),
  ),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Programacion = Static<typeof Programacion>
