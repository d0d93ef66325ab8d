import { type Command, Option } from 'commander'
import { configKeys, configSettings, flagOf, type LoadedConfig, loadConfig } from '../src/load-config.ts'
import type { Cli } from './cli.ts'

const helpOf = (key: (typeof configKeys)[number]): string => {
  const { description, enum: choices, default: value } = configSettings[key]
  const notes = [
    ...(choices ? [choices.join(' | ')] : []),
    ...(value === undefined || value === '' ? [] : [`default: ${value}`]),
  ]
  return notes.length > 0 ? `${description} (${notes.join('; ')})` : description
}

/**
 * Gives a command `--config` and a flag for every setting.
 * @param all whether its help lists them all; otherwise only where the data are
 */
export const addSettings = (command: Command, all: boolean): Command => {
  command.addOption(new Option('--config <file>', 'settings file, instead of nodo.json in the data folder'))
  for (const key of configKeys) {
    command.addOption(new Option(`${flagOf(key)} <value>`, helpOf(key)).hideHelp(!all && key !== 'data_dir'))
  }
  return command
}

/** The configuration that the command line, the variables and the file give. @throws NodoError ajuste_desconocido, ajuste_invalido */
export const settingsOf = (command: Command, cli: Cli): LoadedConfig => {
  const options = command.options.filter(({ long }) => long !== '--config')
  const given = options.flatMap((option) => {
    const key = configKeys.find((known) => flagOf(known) === option.long)
    const value = command.getOptionValue(option.attributeName())
    return key === undefined || value === undefined ? [] : [[key, String(value)] as const]
  })
  return loadConfig({
    flags: Object.fromEntries(given),
    env: cli.env,
    idioma: cli.idioma,
    file: command.getOptionValue('config'),
  })
}
