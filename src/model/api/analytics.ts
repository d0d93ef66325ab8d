import Type from 'typebox'
import { RecuentoVistas, SucesoVista } from '../vista.ts'
import type { RouteContract } from './contract.ts'

/** What is seen and heard. */
export const analyticsApi = {
  'POST /api/analytics/views': {
    access: 'public',
    summary: 'Tell what a player plays: one event, or up to 1,000 in their order',
    body: Type.Union([SucesoVista, Type.Array(SucesoVista, { maxItems: 1000 })]),
    reply: { 202: RecuentoVistas },
    limit: 'analytics_per_minute',
    maxBytes: 512 * 1024,
  },
} as const satisfies Record<string, RouteContract>
