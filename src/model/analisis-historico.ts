import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Millis, Nullable, Region, Version } from './primitives.ts'

/** What people of a place turned out to look for. */
export const PreferenciaCultural = Type.Object({
  dimension: Type.Union([
    Type.Literal('categoria'),
    Type.Literal('etiqueta'),
    Type.Literal('tema'),
    Type.Literal('idioma'),
  ]),
  valor: Type.String({ minLength: 1 }),
  puntaje: Type.Number({ minimum: 0, description: 'how much, beside the others of its dimension' }),
})
export type PreferenciaCultural = Static<typeof PreferenciaCultural>

/** What a stretch of time was like in a region, or everywhere. */
export const AnalisisHistorico = Type.Object({
  id: Id,
  region: Nullable(Region),
  fecha_analisis: Millis,
  periodo: Type.Object({
    desde: Millis,
    hasta: Type.Integer({ minimum: 0, description: 'the first moment that is no longer in it' }),
  }),
  metricas_resumidas: Type.Record(Type.String(), Type.Number()),
  preferencias_culturales_detectadas: Type.Array(PreferenciaCultural),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type AnalisisHistorico = Static<typeof AnalisisHistorico>

/** There is one record of a node, a region and the beginning of a stretch of time: who analyses it again says it anew. */
export const analysisId = ({
  nodo_id,
  region,
  periodo,
}: Pick<AnalisisHistorico, 'nodo_id' | 'region'> & { periodo: { desde: number } }): Id =>
  naturalId('analisis_historico', JSON.stringify([nodo_id, region, periodo.desde]))
