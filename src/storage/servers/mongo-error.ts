import { MongoError, MongoServerError } from 'mongodb'
import { NodoError } from '../../errors.ts'

/** Seconds after which a server that was away is worth asking again. */
const retryAfterS = 5

/**
 * An error of the driver as the rest of the program knows it: a server that is away, refuses or was too slow is
 * `servicio_no_disponible`; what is a mistake of ours stays what it is.
 */
export const translate = (error: unknown): unknown => {
  if (!(error instanceof MongoError)) return error
  const ours = error instanceof MongoServerError && !isPassing(error)
  return ours ? error : new NodoError('servicio_no_disponible', { retryAfterS, cause: error })
}

const isPassing = (error: MongoServerError): boolean =>
  ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'].some((label) =>
    error.hasErrorLabel(label),
  ) || passingCodes.has(Number(error.code))

/**
 * Not primary, shutting down, interrupted, timed out, host unreachable, no disk: they pass by themselves or with an
 * operator (codes of mongo/src/mongo/base/error_codes.yml).
 */
const passingCodes = new Set([
  6, 7, 50, 89, 91, 112, 133, 134, 189, 216, 251, 262, 317, 9001, 10107, 11600, 11602, 13435, 13436, 14031,
])
