import t from 'tap'
import { familyContract } from '../contract/family.ts'
import { newFolder, openEmbedded } from './base.ts'
import { watchPlans } from './embedded-plans.ts'
import { writeInto } from './killable.ts'

const plans = watchPlans(t)

familyContract(
  t,
  (t) => openEmbedded(t),
  (t) => {
    const dataDir = newFolder(t)
    return { write: () => writeInto(dataDir), reopen: (t) => openEmbedded(t, dataDir) }
  },
)

t.test('no statement goes through a whole table', async (t) => {
  t.ok(plans.statements().length > 100, 'the statements are found')
  t.same(plans.scans(), [])
})
