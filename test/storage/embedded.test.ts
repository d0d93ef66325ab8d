import t from 'tap'
import { familyContract } from '../contract/family.ts'
import { newFolder, openEmbedded } from './base.ts'
import { writeInto } from './killable.ts'

familyContract(
  t,
  (t) => openEmbedded(t),
  (t) => {
    const dataDir = newFolder(t)
    return { write: () => writeInto(dataDir), reopen: (t) => openEmbedded(t, dataDir) }
  },
)
