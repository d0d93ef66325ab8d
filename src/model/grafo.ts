import Type, { type Static } from 'typebox'
import { Id, Nullable } from './primitives.ts'

/** A person, a content or a collective in the picture of the network. */
export const NodoGrafo = Type.Object({
  id: Id,
  clase: Type.Union([Type.Literal('usuario'), Type.Literal('contenido'), Type.Literal('colectivo')]),
  region: Nullable(Type.String()),
  influencia: Type.Integer({
    minimum: 0,
    description: 'of a content its audience; of people the h for which h of their contents have an audience of h',
  }),
})
export type NodoGrafo = Static<typeof NodoGrafo>

/** A relationship that anybody may see. Who watched what is each one's own affair and stands in no picture. */
export const AristaGrafo = Type.Object({
  tipo: Type.Union([
    Type.Literal('SIGUE'),
    Type.Literal('CREO'),
    Type.Literal('GUSTA'),
    Type.Literal('COLABORA_EN'),
    Type.Literal('ES_MIEMBRO_DE'),
  ]),
  desde: Id,
  hasta: Id,
})
export type AristaGrafo = Static<typeof AristaGrafo>

export const Grafo = Type.Object({ nodos: Type.Array(NodoGrafo), aristas: Type.Array(AristaGrafo) })
export type Grafo = Static<typeof Grafo>
