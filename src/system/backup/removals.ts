import { rm } from 'node:fs/promises'

/** Counts the files of the community that are taken away, so that a backup knows whether its database is outdated. */
export interface Removals {
  /** A file of a record that is gone is about to go. */
  count(): void
  /** Takes such a folder away. */
  remove(folder: string): Promise<void>
  /** Shared with the thread that copies. */
  readonly counted: Int32Array
}

export const createRemovals = (): Removals => {
  const counted = new Int32Array(new SharedArrayBuffer(4))
  const count = () => void Atomics.add(counted, 0, 1)
  return {
    count,
    remove: (folder) => {
      count()
      return rm(folder, { recursive: true, force: true })
    },
    counted,
  }
}
