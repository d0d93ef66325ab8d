import Type, { type Static } from 'typebox'
import { Id } from './primitives.ts'

/** Why something is recommended, and the people or themes behind it: at most three of each. */
export const Motivo = Type.Object({
  tipo: Type.Union([
    Type.Literal('seguido'),
    Type.Literal('continuar'),
    Type.Literal('visto_por_tu_red'),
    Type.Literal('colaboro_con_quien_te_gusta'),
    Type.Literal('interes'),
    Type.Literal('region'),
    Type.Literal('popular'),
  ]),
  personas: Type.Array(Id, { description: 'who likes it, follows them or took part; never who only saw it' }),
  temas: Type.Array(Type.String()),
})
export type Motivo = Static<typeof Motivo>

/** A content or a creator for somebody. */
export const Recomendacion = Type.Object({ id: Id, puntaje: Type.Number({ minimum: 0 }), motivo: Motivo })
export type Recomendacion = Static<typeof Recomendacion>
