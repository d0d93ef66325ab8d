import Type, { type Static } from 'typebox'

export const TipoEventoSala = Type.Union([
  Type.Literal('comentario'),
  Type.Literal('donacion'),
  Type.Literal('pregunta'),
  Type.Literal('reaccion'),
  Type.Literal('llegada'),
  Type.Literal('espectadores'),
  Type.Literal('estado'),
])
export type TipoEventoSala = Static<typeof TipoEventoSala>

/** Something that happened in a live's room. */
export const EventoSala = Type.Object({
  id: Type.String({ pattern: '^\\d+-\\d+$', description: 'boot and number: it only grows within a room' }),
  tipo: TipoEventoSala,
  datos: Type.Record(Type.String(), Type.Unknown()),
})
export type EventoSala = Static<typeof EventoSala>
