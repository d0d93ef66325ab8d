import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes a file's bytes, or a change of names in a folder, outlive a power cut. */
export const syncToDisk = (path: string): void => {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
