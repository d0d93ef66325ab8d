import { MongoBulkWriteError, MongoError, MongoServerError, MongoServerSelectionError } from 'mongodb'
import { isAway, NodoError } from '../../errors.ts'
import { storageTexts } from '../storage-texts.ts'

/** Seconds after which a server that was away is worth asking again. */
export const retryAfterS = 5

/**
 * An error of the driver as the rest of the program knows it: a server that is away, refuses or was too slow is
 * `servicio_no_disponible`; what is a mistake of ours stays what it is.
 */
export const translate = (given: unknown): unknown => {
  const error = unwrapped(given)
  if (isOfNetwork(error)) return new NodoError('servicio_no_disponible', { retryAfterS, cause: error })
  if (!(error instanceof MongoError)) return error
  const ours = error instanceof MongoServerError && !isPassing(error)
  return ours ? error : new NodoError('servicio_no_disponible', { retryAfterS, cause: error })
}

/** The driver gives what breaks a bulk write out as the server's answer to it, a lost connection too. */
const unwrapped = (error: unknown): unknown => {
  const answer: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : undefined
  return answer instanceof MongoError ? answer : error
}

/**
 * What the driver (mongodb 7) lets through as Node says it: of a socket that is closed while a command waits for it to
 * drain (`Connection.writeCommand`), and of names that are not found (`resolveSRVRecord`).
 */
const networkCodes = new Set([
  ...['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ECONNREFUSED', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED'],
  ...['EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH'],
  ...['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT', 'EAI_AGAIN'],
])
const isOfNetwork = (error: unknown): boolean =>
  !(error instanceof MongoError) && error instanceof Error && 'code' in error && networkCodes.has(String(error.code))

/** Wrong user, password or rights (mongo/src/mongo/base/error_codes.yml). */
const refusals = new Set([13, 18])

/** Whether one answers that is to belong to a set which nobody has begun yet. */
export const isUnbegun = (error: unknown): boolean =>
  error instanceof MongoServerSelectionError &&
  [...(error.reason?.servers.values() ?? [])].some(({ type }) => type === 'RSGhost')

/** An error of the start, told to who starts the program. @param servidor its address, without user and password */
export const unreachable = (servidor: string, error: unknown): unknown => {
  if (isUnbegun(error)) return new NodoError('mongodb_sin_replicas', { values: { servidor }, cause: error })
  const refused = error instanceof MongoServerError && refusals.has(Number(error.code))
  const known = translate(error)
  if (!refused && !isAway(known)) return known
  const problema = refused ? storageTexts.mongoRefuses : storageTexts.mongoSilent
  return new NodoError('mongodb_no_responde', { values: { servidor, problema }, cause: error })
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
  6, 7, 50, 89, 91, 112, 133, 134, 189, 216, 251, 262, 317, 9001, 10107, 11600, 11601, 11602, 13435, 13436, 14031,
])
