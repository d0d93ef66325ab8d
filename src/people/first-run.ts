import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Without letters and digits that look alike: the code is read from a console and typed into a phone. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const draw = () => Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('')
const digest = (code: string) =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
    .digest()

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
      const drawn = draw()
      code = `${drawn.slice(0, 5)}-${drawn.slice(5)}`
      await rm(file, { force: true })
      await writeFile(file, `${code}\n/primer-inicio?codigo=${code}\n`, { mode: 0o600 })
    },
    code: () => code,
    matches: (given) => code !== undefined && timingSafeEqual(digest(given), digest(code)),
    async close() {
      code = undefined
      await rm(file, { force: true })
    },
  }
}
