import { NodoError } from '../../errors.ts'

// Primary result codes, https://www.sqlite.org/rescode.html
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const NOTADB = 26
// The shared-memory file could not grow: on a full disk it fails before the log does.
const IOERR_SHMSIZE = 4874

const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined

/** Whether the disk had no room for a write. */
export const isFull = (error: unknown): boolean => {
  const code = codeOf(error)
  return code !== undefined && ((code & 0xff) === FULL || code === IOERR_SHMSIZE)
}

/** Whether the file itself is not to be believed. */
export const isDamage = (error: unknown): boolean => {
  const code = codeOf(error)
  return code !== undefined && ((code & 0xff) === CORRUPT || (code & 0xff) === NOTADB)
}

/**
 * Whether this connection may not go on: the file is damaged, or the disk failed in a read or a sync, after which
 * nobody knows what of the log is on it. What helps is to open it anew.
 */
export const isFatal = (error: unknown): boolean =>
  isDamage(error) || (((codeOf(error) ?? 0) & 0xff) === IOERR && !isFull(error))

/** An error of SQLite in the words of the house. */
export const translate = (error: unknown): unknown => {
  if (isFull(error)) return new NodoError('sin_espacio', { cause: error })
  if (isFatal(error)) return new NodoError('servicio_no_disponible', { retryAfterS: 5, cause: error })
  return error
}
