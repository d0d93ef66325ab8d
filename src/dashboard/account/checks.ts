import type { Texts } from '../texts/es.ts'

/** bcrypt reads no further than this. */
const MOST_BYTES = 72
const LEAST_CHARACTERS = 10

/** @returns what is wrong with a new password, or undefined */
export const newPasswordProblem = (password: string, texts: Texts): string | undefined => {
  if ([...password].length < LEAST_CHARACTERS) return texts.needPassword
  if (new TextEncoder().encode(password).length > MOST_BYTES) return texts.longPassword
  return undefined
}

export const emailProblem = (email: string, texts: Texts): string | undefined =>
  /^[^\s@]+@[^\s@]+$/.test(email) ? undefined : texts.needEmail

/** Leaves out what is fine. */
export const problemsOf = (all: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).flatMap(([name, words]) => (words === undefined ? [] : [[name, words]])))

/** Back to where the sign-in was asked for: a path of this site, never another. */
export const afterSignIn = (wanted: string | undefined): string =>
  wanted?.startsWith('/') && !wanted.startsWith('//') && !wanted.includes('\\') ? wanted : '/estudio'

/** Where somebody signs in to come back to `path`. */
export const signInAddress = (path: string): string => `/entrar?a=${encodeURIComponent(path)}`
