import bcrypt from 'bcrypt'
import { NodoError } from '../errors.ts'

const waitingMost = 32
/** Measured on small boards: one hash of cost 12 takes about this long. */
const hashS = 0.5

/** A hash of nothing anybody knows, of the same cost: who has no account waits as long as who has one. */
const nobody = '$2b$12$FLhthzemolEcM.O6LQeTRuWGpUtX./SmxCnB2TTrtdJv51oI.n.4e'

export interface Passwords {
  /** @param campo the field that it came in @throws NodoError datos_invalidos (too short, over 72 bytes), cola_de_claves_llena */
  hash(clave: string, campo?: string): Promise<string>
  /** Takes as long without a hash as with one. @throws NodoError cola_de_claves_llena */
  matches(clave: string, hash: string | null | undefined): Promise<boolean>
}

const short = { es: 'mínimo 10 caracteres', pt: 'mínimo de 10 caracteres', en: 'at least 10 characters' }
const long = {
  es: 'es demasiado larga: caben 72 letras, y cada letra con acento ocupa dos',
  pt: 'é longa demais: cabem 72 letras, e cada letra com acento ocupa duas',
  en: 'is too long: 72 letters fit, and a letter with an accent takes two',
}

/** The same letters from any keyboard: a phone may send é as two code points. */
const bytesOf = (clave: string) => Buffer.from(clave.normalize('NFC'), 'utf8')

/** bcrypt reads 72 bytes and stops at a NUL: what it would not read must not seem to protect. */
const fits = (bytes: Buffer) => bytes.length <= 72 && !bytes.includes(0)

/**
 * Passwords by bcrypt, one at a time: it shares the thread pool with the file system, and eight sign-ins at once held
 * a file read for 956 ms (design, *Security*).
 * @param cost of new hashes: 2^cost rounds. Only a test that signs many people in may lower it.
 */
export const createPasswords = (cost = 12): Passwords => {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting > waitingMost) throw new NodoError('cola_de_claves_llena', { retryAfterS: Math.ceil(waiting * hashS) })
    waiting += 1
    const mine = last.then(work).finally(() => {
      waiting -= 1
    })
    last = mine.catch(() => undefined)
    return mine
  }

  return {
    async hash(clave, campo = 'clave') {
      const bytes = bytesOf(clave)
      const problema = [...clave].length < 10 ? short : long
      if (problema === short || !fits(bytes)) throw new NodoError('datos_invalidos', { details: [{ campo, problema }] })
      return inTurn(() => bcrypt.hash(bytes, cost))
    },
    async matches(clave, hash) {
      const bytes = bytesOf(clave)
      const right = await inTurn(() => bcrypt.compare(fits(bytes) ? bytes : 'x', hash ?? nobody))
      return right && fits(bytes) && hash !== null && hash !== undefined
    },
  }
}
