import Type, { type Static } from 'typebox'

const Valores = Type.Array(
  Type.Object({ valor: Type.String(), cuantos: Type.Integer({ minimum: 1, description: 'contents that name it' }) }),
)

/** What published contents name, the most named first; each under the name of the filter that a list takes it in. */
export const Facetas = Type.Object({
  categoria: Valores,
  etiqueta: Valores,
  idioma: Valores,
  region: Valores,
  tema: Valores,
})
export type Facetas = Static<typeof Facetas>

/** The fields that contents are counted by. */
export const facetFields = Object.keys(Facetas.properties) as (keyof Facetas)[]
