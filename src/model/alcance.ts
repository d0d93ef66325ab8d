import Type, { type Static } from 'typebox'
import { Id, Millis, Nullable } from './primitives.ts'

const Personas = Type.Integer({ minimum: 0 })

/** How many people of each region, most first; null is who told none. */
const PorRegion = Type.Array(Type.Object({ region: Nullable(Type.String()), personas: Personas }))
export type PorRegion = Static<typeof PorRegion>

/** How far a creator, or the people of a collective together, reach. Everybody counts once. */
export const Influencia = Type.Object({
  id: Id,
  clase: Type.Union([Type.Literal('usuario'), Type.Literal('colectivo')]),
  obras: Type.Integer({ minimum: 0, description: 'published' }),
  seguidores: Personas,
  espectadores: Type.Integer({ minimum: 0, description: 'who saw one of the works' }),
  me_gusta: Type.Integer({ minimum: 0, description: 'who likes one of the works' }),
  alcance: Type.Integer({ minimum: 0, description: 'who saw or likes one of the works' }),
  colaboradores: Type.Integer({ minimum: 0, description: 'who had a part in one of the works' }),
  indice_h: Type.Integer({ minimum: 0, description: 'the h for which h works have an audience of h' }),
  por_region: PorRegion,
})
export type Influencia = Static<typeof Influencia>

/** Those whom a content came to by the same number of steps. */
export const Generacion = Type.Object({
  personas: Personas,
  vieron: Personas,
  me_gusta: Personas,
  primera: Nullable(Millis),
  ultima: Nullable(Millis),
  por_region: PorRegion,
})
export type Generacion = Static<typeof Generacion>

/** How a content spread along who follows whom. */
export const Propagacion = Type.Object({
  contenido_id: Id,
  personas: Type.Integer({ minimum: 0, description: 'everybody who saw or likes it' }),
  generaciones: Type.Array(Generacion, {
    description: 'first those who follow its creator or who had a part in it, then those who follow one of these, …',
  }),
  por_su_cuenta: Type.Intersect([Generacion], { description: 'who follows nobody of the others' }),
  completa: Type.Boolean({ description: 'false where only the 10,000 who met it last were looked at' }),
})
export type Propagacion = Static<typeof Propagacion>
