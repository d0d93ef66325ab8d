import type { Scenario } from '../../figure.ts'
import { backups } from './backup.ts'
import { viewCells } from './cells.ts'
import { lists } from './lists.ts'
import { recommendations } from './recommendations.ts'
import { transactions } from './transactions.ts'
import { embeddedWrites } from './writes.ts'

/** What the storage families carry. */
export const storage: Scenario = {
  name: 'storage',
  options: ['seconds'],
  seconds: 360,
  run: async (bench) => [
    ...(await embeddedWrites(bench)),
    ...(await viewCells(bench)),
    ...(await transactions(bench)),
    ...(await lists(bench)),
    ...(await backups(bench)),
    ...(await recommendations(bench)),
  ],
}
