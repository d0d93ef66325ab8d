import type { Scenario } from '../../figure.ts'
import { recommendations } from './recommendations.ts'
import { embeddedWrites } from './writes.ts'

/** What the storage families carry. */
export const storage: Scenario = {
  name: 'storage',
  options: ['seconds'],
  seconds: 300,
  run: async (bench) => [...(await embeddedWrites(bench)), ...(await recommendations(bench))],
}
