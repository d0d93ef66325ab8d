import { type Command, Option } from 'commander'
import { NodoError } from '../../src/errors.ts'
import { moveStorage } from '../../src/storage-family.ts'
import type { Cli } from '../cli.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { text } from '../texts.ts'

type Family = 'servers' | 'embedded'
const tellEvery = 5_000

/** `nodo migrate`: a stopped node's base goes into the other family. */
export const addMigrate = (program: Command, cli: Cli): void => {
  const migrate = program
    .command('migrate')
    .description(
      'copy the database of a stopped node into the other storage family, compare, and leave the source as it is',
    )
    .addOption(new Option('--to <family>', 'where to').choices(['servers', 'embedded']).makeOptionMandatory())
    .option('--json', 'answer as JSON')
  addSettings(migrate, false).action(async ({ to, json }: { to: Family; json?: boolean }) => {
    const { config } = settingsOf(migrate, cli)
    if (config.mongodb_uri === undefined)
      throw new NodoError('uso_incorrecto', { values: { problema: text(cli.idioma, 'noMongodb') } })
    let next = tellEvery
    let table = ''
    const moved = await moveStorage(config, to, (name, rows) => {
      if (name !== table) next = tellEvery
      table = name
      if (rows < next) return
      next += tellEvery
      cli.note(text(cli.idioma, 'moving', { tabla: name, filas: String(rows) }))
    })
    if (json) return cli.say(JSON.stringify(moved))
    for (const [name, { filas }] of Object.entries(moved.tablas))
      if (filas > 0) cli.note(text(cli.idioma, 'movedTable', { tabla: name, filas: String(filas) }))
    cli.say(text(cli.idioma, 'moved', { filas: String(moved.filas), familia: to }))
  })
}
