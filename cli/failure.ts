import type { CommanderError } from 'commander'
import { errors, type Idioma, messageOf, NodoError } from '../src/errors.ts'
import { unknownSetting } from '../src/setting-errors.ts'

const problems = {
  es: {
    command: (it: string) => `la orden «${it}» no existe`,
    missing: (it: string) => `falta «${it}»`,
    value: (it: string) => `a «${it}» le falta su valor`,
    excess: () => 'hay palabras de más',
    choice: (it: string) => `«${it}» no es uno de los valores posibles`,
  },
  pt: {
    command: (it: string) => `o comando «${it}» não existe`,
    missing: (it: string) => `falta «${it}»`,
    value: (it: string) => `falta o valor de «${it}»`,
    excess: () => 'há palavras a mais',
    choice: (it: string) => `«${it}» não é um dos valores possíveis`,
  },
  en: {
    command: (it: string) => `there is no command “${it}”`,
    missing: (it: string) => `“${it}” is missing`,
    value: (it: string) => `“${it}” needs a value`,
    excess: () => 'there are words too many',
    choice: (it: string) => `“${it}” is not one of the possible values`,
  },
}

const kinds: Record<string, keyof (typeof problems)['es']> = {
  'commander.unknownCommand': 'command',
  'commander.missingArgument': 'missing',
  'commander.missingMandatoryOptionValue': 'missing',
  'commander.optionMissingArgument': 'value',
  'commander.excessArguments': 'excess',
  'commander.invalidArgument': 'choice',
}

/** What the command line's parser refused, as an error of ours. @param flags the flags that the command knows */
export const usageError = (error: CommanderError, flags: readonly string[], idioma: Idioma): NodoError => {
  // The parser tells the word in question only inside its message, in quotes; what follows `=` may be a secret.
  const word = /'(.+?)'/.exec(error.message)?.[1]?.split(/[ =]/)[0] ?? ''
  if (error.code === 'commander.unknownOption') {
    return unknownSetting({ layer: 'opcion', written: word }, flags, idioma)
  }
  const problema = problems[idioma][kinds[error.code] ?? 'choice'](word)
  return new NodoError('uso_incorrecto', { values: { problema } })
}

/** One line for the person, and the exit code. What nobody foresaw shows its own words: the reader is at the box. */
export const failureOf = (error: unknown, idioma: Idioma): { line: string; code: number } => {
  if (!(error instanceof NodoError)) {
    const unforeseen = new NodoError('error_interno')
    return { line: `${messageOf(unforeseen, idioma)} (${String(error)})`.replaceAll('\n', ' '), code: 1 }
  }
  const details = error.details.map(({ campo, problema }) => ` ${campo}: ${problema[idioma]}.`).join('')
  return { line: messageOf(error, idioma).replaceAll('\n', ' ') + details, code: errors[error.code].exit }
}
