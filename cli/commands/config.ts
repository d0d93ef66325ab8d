import type { Command } from 'commander'
import { configKeys, configSettings } from '../../src/load-config.ts'
import { phrase } from '../../src/setting-errors.ts'
import type { Cli } from '../cli.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { columns } from '../table.ts'

const hidden = '••••••••'

/** `nodo config print`: every setting with where its value comes from; secrets are hidden. */
export const addConfig = (program: Command, cli: Cli): void => {
  const print = program
    .command('config')
    .description('settings: print')
    .command('print')
    .description('every setting, its value and where it comes from')
    .option('--json', 'answer as JSON')
  addSettings(print, true).action(async ({ json }: { json?: boolean }) => {
    const { config, settings } = settingsOf(print, cli)
    const rows = configKeys.map((key) => {
      const value = config[key]
      const shown = configSettings[key].secret && value !== undefined ? hidden : (value ?? null)
      return { key, value: shown, origin: settings.origin(key) }
    })
    if (json) {
      return cli.say(JSON.stringify(Object.fromEntries(rows.map(({ key, value, origin }) => [key, { value, origin }]))))
    }
    cli.say(columns(rows.map(({ key, value, origin }) => [key, String(value ?? '–'), phrase(cli.idioma, origin)])))
  })
}
