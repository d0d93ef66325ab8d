import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Which database is this folder's, where a restore made another than the address says: they are swapped together. */
const fileIn = (dataDir: string) => join(dataDir, 'base.json')

export const databaseOfFolder = (dataDir: string): string | undefined => {
  try {
    return (JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as { mongodb: string }).mongodb
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export const keepDatabaseOfFolder = (dataDir: string, mongodb: string): void =>
  writeFileSync(fileIn(dataDir), JSON.stringify({ mongodb }), { mode: 0o600, flush: true })
