import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Storage } from '../storage/storage.ts'
import { analyticsRoutes } from './routes.ts'
import { createViews } from './views.ts'

export interface AnalyticsDeps {
  storage: Pick<Storage, 'views' | 'contents' | 'accounts' | 'limits'>
  clock: Clock
}

/** The room of analytics: its services put together, and the calls that lead to them. */
export const assembleAnalytics = ({ storage, clock }: AnalyticsDeps) => {
  const routes: Routes[] = [analyticsRoutes({ views: createViews({ ...storage, clock }) })]
  return { routes }
}
