import { type Detail, type ErrorCode, NodoError, type Values, type Words } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'

/** What crosses between the main thread and a thread of the database. */
export type ToThread = { kind: 'call'; id: number; port: string; method: string; args: unknown[] } | { kind: 'close' }

export type FromThread =
  /** `nodoMs`: node time as far as the file knows it. `recovered`: that it went back to a copy, and why. */
  | { kind: 'ready'; nodoMs: number; recovered: Words | undefined }
  | { kind: 'refused'; failure: Failure }
  /** SQLite told a reader that the file is damaged. */
  | { kind: 'damaged' }
  /** For whom notices were kept. */
  | { kind: 'told'; usuarioIds: ReadonlySet<Id> }
  | { kind: 'answers'; answers: Answer[]; commitS: number | undefined }

export type Answer = { id: number; value: unknown } | { id: number; failure: Failure }

/** An error as plain values: structured clone keeps neither class nor fields of an error of ours. */
export interface Failure {
  code: ErrorCode | undefined
  values: Values
  details: Detail[]
  retryAfterS: number | undefined
  text: string
  stack: string | undefined
}

export const packError = (error: unknown): Failure => {
  const known = error instanceof NodoError ? error : undefined
  const cause = known ? known.cause : error
  return {
    code: known?.code,
    values: known?.values ?? {},
    details: known?.details ?? [],
    retryAfterS: known?.retryAfterS,
    text: cause === undefined ? '' : String(cause),
    stack: cause instanceof Error ? cause.stack : undefined,
  }
}

/** The error again, with what the other thread knew of its cause. */
export const unpackError = (failure: Failure): Error => {
  const cause = new Error(failure.text)
  if (failure.stack) cause.stack = failure.stack
  if (!failure.code) return cause
  const { values, details, retryAfterS } = failure
  return new NodoError(failure.code, { values, details, retryAfterS, cause: failure.text ? cause : undefined })
}
