import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeHashOf, drawCode } from './one-time-code.ts'

/** The one-time code that makes the first admin. */
export interface FirstRun {
  /** Draws a code and writes it to `primer-inicio.txt` of the data folder, for its owner alone. */
  open(): Promise<void>
  code(): string | undefined
  /** In any case of letters, with or without its dash. */
  matches(code: string): boolean
  /** The code no longer counts, and its file goes. */
  close(): Promise<void>
}

/** @param dataDir the data folder, which exists */
export const createFirstRun = (dataDir: string): FirstRun => {
  const file = join(dataDir, 'primer-inicio.txt')
  let code: string | undefined
  return {
    async open() {
      code = drawCode()
      await rm(file, { force: true })
      await writeFile(file, `${code}\n/primer-inicio?codigo=${code}\n`, { mode: 0o600 })
    },
    code: () => code,
    matches: (given) => code !== undefined && codeHashOf(given) === codeHashOf(code),
    async close() {
      code = undefined
      await rm(file, { force: true })
    },
  }
}
