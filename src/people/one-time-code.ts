import { createHash, randomInt } from 'node:crypto'

/** Without letters and digits that look alike: a code is read from a screen or a sheet and typed into a phone. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** Ten characters of 31, in two groups: 49 bits, which nobody guesses at ten tries a minute. */
export const drawCode = (): string => {
  const drawn = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${drawn.slice(0, 5)}-${drawn.slice(5)}`
}

/** What is kept of a code (SHA-256): the same in any case of letters, with or without its dash. */
export const codeHashOf = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
    .digest('hex')
