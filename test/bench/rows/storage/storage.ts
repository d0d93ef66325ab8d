import type { Scenario } from '../../figure.ts'
import { backups } from './backup.ts'
import { viewCells } from './cells.ts'
import { kills } from './kills.ts'
import { lists } from './lists.ts'
import { recommendations } from './recommendations.ts'
import { transactions } from './transactions.ts'
import { embeddedWrites } from './writes.ts'

/** What the storage families carry. */
export const storage: Scenario = {
  name: 'storage',
  options: ['seconds', 'instants', 'seed'],
  seconds: 480,
  run: async (bench) => [
    ...(await embeddedWrites(bench)),
    ...(await viewCells(bench)),
    ...(await transactions(bench)),
    ...(await lists(bench)),
    ...(await backups(bench)),
    ...(await kills(bench)),
    ...(await recommendations(bench)),
  ],
}
