import { parseArgs } from 'node:util'
import type { Scenario } from './figure.ts'

/** What was asked for on the command line. */
export interface Asked {
  long: boolean
  scenarios: readonly Scenario[]
  option(name: string, otherwise: number): number
}

export const usage = (scenarios: readonly Scenario[]): string =>
  [
    'npm run bench -- [--long] [name …] [--option=number …]',
    ...scenarios.map(({ name, seconds, long, options }) => {
      const time = long ? 'long' : `${seconds} s`
      return `  ${name.padEnd(16)} ${time.padEnd(6)} ${options.map((option) => `--${option}`).join(' ')}`
    }),
  ].join('\n')

/**
 * @returns undefined where only the usage is wanted
 * @throws Error that says what is not known
 */
export const readCommandLine = (args: string[], all: readonly Scenario[]): Asked | undefined => {
  const numbers = [...new Set(all.flatMap(({ options }) => options))]
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      long: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      ...Object.fromEntries(numbers.map((name) => [name, { type: 'string' as const }])),
    },
  })
  if (values.help) return undefined
  const unknown = positionals.find((name) => !all.some((scenario) => scenario.name === name))
  if (unknown !== undefined) throw new Error(`there is no scenario ${unknown}`)
  const given = values as Record<string, string | boolean | undefined>
  for (const name of numbers) {
    if (given[name] !== undefined && !(Number(given[name]) >= 0)) throw new Error(`--${name} wants a number`)
  }
  const long = values.long === true
  return {
    long,
    scenarios: all.filter((s) => (positionals.length > 0 ? positionals.includes(s.name) : long || !s.long)),
    option: (name, otherwise) => (given[name] === undefined ? otherwise : Number(given[name])),
  }
}
