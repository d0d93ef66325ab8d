import type { Test } from 'tap'
import type { FilaDiario } from '../../src/model/diario.ts'
import type { Storage } from '../../src/storage/storage.ts'

/** A storage family under test: an empty base of its own, closed by itself when the test ends. */
export interface Opened {
  storage: Storage
  /** The change log from its first row, in order, as it stands on the disk. */
  diario(): Promise<FilaDiario[]>
  /** True where a unit that fails leaves no number of the log missing. */
  gapless: boolean
}

/** Opens an empty base; each call another one. */
export type Open = (t: Test) => Promise<Opened>
