import { type Command, CommanderError } from 'commander'
import type { Cli } from './cli.ts'
import { failureOf, usageError } from './failure.ts'
import { createProgram } from './program.ts'

/** Every flag of a command and of those below it. */
const flagsOf = (command: Command): string[] => [
  ...command.options.flatMap(({ long }) => (long ? [long] : [])),
  ...command.commands.flatMap(flagsOf),
]

/** The deepest command that the words name. */
const named = (command: Command, [word, ...rest]: readonly string[]): Command => {
  const below = command.commands.find((one) => one.name() === word)
  return below ? named(below, rest) : command
}

/** The words that were only asked for: help, version. */
const asked = ['commander.helpDisplayed', 'commander.version']

/**
 * Runs one command line.
 * @param words without the program's own name
 * @returns the exit code, after at most one line on stderr that says why
 */
export const run = async (words: readonly string[], cli: Omit<Cli, 'end'>): Promise<number> => {
  let code = 0
  const program = createProgram({
    ...cli,
    end: (given) => {
      code = given
    },
  })
  try {
    await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error, cli)
    if (asked.includes(error.code)) return 0
    if (error.code === 'commander.help') {
      cli.output.write(named(program, words).helpInformation())
      return 2
    }
    return fail(usageError(error, [...new Set(flagsOf(program))], cli.idioma), cli)
  }
}

const fail = (error: unknown, cli: Omit<Cli, 'end'>): number => {
  const { line, code } = failureOf(error, cli.idioma)
  cli.note(line)
  return code
}
