import Type, { type Static } from 'typebox'
import { Count, cellKey, Sketch } from './vista.ts'

/** One cell of what players reported. Each part only grows, so that the greater of two copies is the newer. */
export const CeldaCalidad = Type.Object({
  ...cellKey,
  rendicion: Type.String({ description: 'main, aac, opus' }),
  reportes: Count,
  con_cortes: Count,
  cortes: Count,
  cortes_ms: Count,
  arranque_total_ms: Count,
  bytes: Count,
  oyentes: Sketch,
  oyentes_con_cortes: Sketch,
  lamport: Type.Integer(),
})
export type CeldaCalidad = Static<typeof CeldaCalidad>
