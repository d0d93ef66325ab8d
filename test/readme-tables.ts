import type { Command } from 'commander'
import { createProgram } from '../cli/program.ts'
import { type ErrorCode, errors } from '../src/errors.ts'
import { configKeys, configSettings, variableOf } from '../src/load-config.ts'

/** The tables that README repeats from the program, row by row. */

export const settingRows = (): string[] =>
  configKeys.map((key) => {
    const { default: value, description, enum: choices, runtime } = configSettings[key]
    const shown = value === undefined || value === '' ? 'unset' : `\`${value}\``
    const meaning = choices ? `${description}: ${choices.map((one) => `\`${one}\``).join(', ')}` : description
    return `| \`${variableOf(key)}\` | ${shown} | ${meaning} | ${runtime ? 'while it runs' : 'at the start'} |`
  })

const nobody = { env: {}, idioma: 'en' as const, input: process.stdin, output: process.stdout }
const silent = { say: () => undefined, note: () => undefined, end: () => undefined }

/** Every command that does something, as its help writes it. */
const leavesOf = (command: Command, path: string[]): { usage: string; description: string }[] => {
  const words = [...path, command.name()]
  if (command.commands.length > 0) return command.commands.flatMap((below) => leavesOf(below, words))
  const given = command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`))
  return [{ usage: [...words, ...given].join(' '), description: command.description() }]
}

export const commandRows = (): string[] =>
  leavesOf(createProgram({ ...nobody, ...silent }), []).map(
    ({ usage, description }) => `| \`${usage}\` | ${description} |`,
  )

const exitMeanings = {
  1: 'it failed, or may not be done',
  2: 'a setting, the box or the command line is not as it must be',
  3: 'there is no such thing',
  4: 'it conflicts with what there is',
  5: 'not now: try again',
} as const

export const exitRows = (): string[] =>
  Object.entries(exitMeanings).map(([code, meaning]) => {
    const names = (Object.keys(errors) as ErrorCode[]).filter((name) => errors[name].exit === Number(code))
    return `| ${code} | ${meaning} | ${names.map((name) => `\`${name}\``).join(', ')} |`
  })
