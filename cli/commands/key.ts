import type { Command } from 'commander'
import { Value } from 'typebox/value'
import { NodoError } from '../../src/errors.ts'
import { NuevaClave } from '../../src/model/clave-transmision.ts'
import type { Cli } from '../cli.ts'
import { reach } from '../reach.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { columns } from '../table.ts'
import { text } from '../texts.ts'

const dateOf = (ms: number | null): string => (ms === null ? '–' : new Date(ms).toISOString().slice(0, 10))

/** `nodo key …`: permanent stream keys, with which an encoder opens a live by itself. */
export const addKey = (program: Command, cli: Cli): void => {
  const key = program.command('key').description('permanent stream keys: create, list, revoke')

  const create = key
    .command('create')
    .description('make a key for a creator; it is shown only once')
    .argument('<email>', 'whose key')
    .argument('<name>', 'what tells it from others: "studio", "the crew\'s phone"')
    .option('--json', 'answer as JSON')
  addSettings(create, false).action(async (email: string, nombre: string, { json }: { json?: boolean }) => {
    if (!Value.Check(NuevaClave, { nombre })) {
      throw new NodoError('uso_incorrecto', { values: { problema: text(cli.idioma, 'notName') } })
    }
    const made = await reach(settingsOf(create, cli), (commander) => commander.call('key.create', { email, nombre }))
    if (json) return cli.say(JSON.stringify(made))
    cli.note(text(cli.idioma, 'keyCreated'))
    cli.say(
      columns([
        [`${text(cli.idioma, 'server')}:`, made.ingesta.rtmp_url],
        [`${text(cli.idioma, 'key')}:`, made.ingesta.clave],
      ]),
    )
  })

  const list = key
    .command('list')
    .description('keys with when they were made, last used and revoked')
    .argument('[email]', 'of one creator')
    .option('--json', 'answer as JSON')
  addSettings(list, false).action(async (email: string | undefined, { json }: { json?: boolean }) => {
    const keys = await reach(settingsOf(list, cli), (commander) => commander.call('key.list', { email: email ?? null }))
    if (json) return cli.say(JSON.stringify(keys))
    if (keys.length === 0) return cli.note(text(cli.idioma, 'noKeys'))
    cli.say(
      columns(
        keys.map((one) => [
          one.id,
          `${one.prefijo}…`,
          one.nombre,
          ...[one.creada_en, one.usada_en, one.revocada_en].map(dateOf),
        ]),
      ),
    )
  })

  const revoke = key.command('revoke').description('end a key at once').argument('<id>')
  addSettings(revoke, false).action(async (id: string) => {
    await reach(settingsOf(revoke, cli), (commander) => commander.call('key.revoke', { id }))
    cli.say(text(cli.idioma, 'revoked'))
  })
}
