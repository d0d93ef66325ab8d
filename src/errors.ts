import { accountErrors } from './account-errors.ts'
import { callErrors } from './call-errors.ts'
import { communityErrors } from './community-errors.ts'
import type { ErrorEntry } from './error-entry.ts'
import { scheduleErrors } from './schedule-errors.ts'
import { startErrors } from './start-errors.ts'
import { syncErrors } from './sync-errors.ts'

const table = { ...callErrors, ...accountErrors, ...communityErrors, ...scheduleErrors, ...syncErrors, ...startErrors }

export type ErrorCode = keyof typeof table
export const errors: Record<ErrorCode, ErrorEntry> = table
export type Idioma = 'es' | 'pt' | 'en'

/** What a person is told, in every language that is spoken here: who tells it knows the reader's. */
export type Words = Record<Idioma, string>

/** Fills the `{placeholders}` of a text in every language. */
export const filled = (words: Words, values: Record<string, unknown>): Words => {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? name))
  return { es: fill(words.es), pt: fill(words.pt), en: fill(words.en) }
}

/** One field of a request that is wrong, and what is wrong with it. */
export interface Detail {
  campo: string
  problema: Words
}
/** What fills the placeholders of an error's text. */
export type Values = Record<string, string | number | Words>

/** An error that a person is told about: its code decides status, exit code and text; `cause` is for the log only. */
export class NodoError extends Error {
  readonly code: ErrorCode
  readonly values: Values
  readonly details: Detail[]
  /** Seconds after which it is worth trying again; the HTTP layer makes it `Retry-After`. */
  readonly retryAfterS: number | undefined
  /** Trying again comes to the same: a job that fails of it is not tried three times. */
  readonly hopeless: boolean

  constructor(
    code: ErrorCode,
    given: { values?: Values; details?: Detail[]; retryAfterS?: number; hopeless?: boolean; cause?: unknown } = {},
  ) {
    super(code, { cause: given.cause })
    this.name = 'NodoError'
    this.code = code
    this.details = given.details ?? []
    this.retryAfterS = given.retryAfterS
    this.hopeless = given.hopeless ?? false
    this.values =
      given.retryAfterS === undefined ? (given.values ?? {}) : { segundos: given.retryAfterS, ...given.values }
  }
}

/** Whether a part that was asked is away: what is known without it may be told in its place. */
export const isAway = (error: unknown): boolean => error instanceof NodoError && error.code === 'servicio_no_disponible'

/** The text of an error for a reader, its placeholders filled. */
export const messageOf = (error: NodoError, idioma: Idioma): string =>
  errors[error.code][idioma].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = error.values[name] ?? name
    return typeof value === 'object' ? value[idioma] : String(value)
  })
