import { resolve } from 'node:path'
import { NodoError } from '../src/errors.ts'
import type { Cli } from './cli.ts'
import { text } from './texts.ts'

/**
 * The folder that a command was given, as a whole path.
 * @throws NodoError uso_incorrecto where it is empty, as a variable is that nobody set: it would be the present folder
 */
export const folderOf = (given: string, cli: Cli): string => {
  if (given.trim() === '') throw new NodoError('uso_incorrecto', { values: { problema: text(cli.idioma, 'noFolder') } })
  return resolve(given)
}
