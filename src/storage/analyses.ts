import { isDeepStrictEqual } from 'node:util'
import type { AnalisisHistorico } from '../model/analisis-historico.ts'
import { pick } from './synced.ts'

const said = ['periodo', 'metricas_resumidas', 'preferencias_culturales_detectadas'] as const

/** What changes of an analysis that is made again, whichever family keeps it: nothing, where it says the same. */
export const analysedAgain = (before: AnalisisHistorico, given: AnalisisHistorico): Partial<AnalisisHistorico> =>
  isDeepStrictEqual(pick(before, said), pick(given, said)) ? {} : pick(given, ['fecha_analisis', ...said])
