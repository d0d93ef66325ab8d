import Type, { type Static } from 'typebox'
import { Millis, Nullable } from './primitives.ts'

/** How a projection stands to the documents that it is made of. */
export const EstadoProyeccion = Type.Object({
  nombre: Type.String(),
  estado: Type.Union([Type.Literal('al_dia'), Type.Literal('atrasada'), Type.Literal('reconstruyendo')]),
  hechos: Type.Integer({ minimum: 0, description: 'documents that the last rebuild has gone through' }),
  total: Type.Integer({ minimum: 0, description: 'documents that there were when it began' }),
  pendientes: Type.Integer({ minimum: 0, description: 'changes that are still to be followed' }),
  desde: Nullable(Millis),
  motivo: Nullable(Type.String()),
})
export type EstadoProyeccion = Static<typeof EstadoProyeccion>
