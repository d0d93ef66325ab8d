import { join } from 'node:path'

/** Where the rotated log is kept. */
export const logsIn = (dataDir: string): string => join(dataDir, 'registros')
