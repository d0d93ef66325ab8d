import type { Scenario } from '../../figure.ts'
import { embeddedWrites } from './writes.ts'

/** What the storage families carry. */
export const storage: Scenario = {
  name: 'storage',
  options: ['seconds'],
  seconds: 20,
  run: async (bench) => [...(await embeddedWrites(bench))],
}
