import type { AnalysisFilter, AnalysisStore } from '../../analytics/analysis-store.ts'
import type { AnalisisHistorico } from '../../model/analisis-historico.ts'
import { analysedAgain } from '../analyses.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

export const createAnalyses = (mongo: Mongo, units: Units, { analyses }: Collections): AnalysisStore => ({
  ...reading({
    page: async (
      { nodo_id, region, desde = 0, hasta = Number.MAX_SAFE_INTEGER }: AnalysisFilter,
      limit: number,
      cursor?: string,
    ) => {
      const before = Math.min(hasta, placeBefore(cursor).order)
      const found = await mongo
        .of('analisis_historico')
        .find({ nodo_id, region, 'periodo.desde': { $gte: desde, $lt: before } })
        .sort({ 'periodo.desde': -1 })
        .limit(limit + 1)
        .toArray()
      const analysed = found.map((one) => recordOf<AnalisisHistorico>(one))
      return pageOfRows(analysed, limit, ({ periodo, id }) => ({ order: periodo.desde, id }))
    },
  }),
  record: (given) => units.run((unit) => analyses.set(unit, given, analysedAgain)),
})
