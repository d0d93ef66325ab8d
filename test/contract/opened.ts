import type { Test } from 'tap'
import type { FilaDiario } from '../../src/model/diario.ts'
import type { Storage } from '../../src/storage/storage.ts'

/** A graph as it is kept, each line a node or a relationship with its properties; what only holds a place is left out. */
export type GraphLines = string[]

/** A storage family under test: an empty base of its own, closed by itself when the test ends. */
export interface Opened {
  storage: Storage
  /** The change log from its first row, in order, as it stands on the disk. */
  diario(): Promise<FilaDiario[]>
  /** True where a unit that fails leaves no number of the log missing. */
  gapless: boolean
  graph(): Promise<GraphLines>
  /** Takes away all that projections made, their checkpoints and the change log, behind the back of the storage. */
  forget(): Promise<void>
}

/** Opens an empty base; each call another one. */
export type Open = (t: Test) => Promise<Opened>
