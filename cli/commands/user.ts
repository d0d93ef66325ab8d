import { type Command, Option } from 'commander'
import { Value } from 'typebox/value'
import { NodoError } from '../../src/errors.ts'
import { Email, type Rol, roles } from '../../src/model/usuario.ts'
import type { Cli } from '../cli.ts'
import { newPassword } from '../password.ts'
import { reach } from '../reach.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { columns } from '../table.ts'
import { text } from '../texts.ts'

/** `nodo user …`: the accounts of this box. */
export const addUser = (program: Command, cli: Cli): void => {
  const user = program.command('user').description('accounts: create, list, password, role')

  const create = user
    .command('create')
    .description('make an account; the password is asked for')
    .argument('<email>')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).default('creador'))
    .option('--name <name>', 'the name people see (default: what stands before the @)')
  create.option('--password-stdin', 'take the password from the first line of stdin').option('--json', 'answer as JSON')
  addSettings(create, false).action(
    async (email: string, given: { role: Rol; name?: string; passwordStdin?: boolean; json?: boolean }) => {
      const loaded = settingsOf(create, cli)
      if (!Value.Check(Email, email)) {
        throw new NodoError('uso_incorrecto', { values: { problema: text(cli.idioma, 'notEmail', { email }) } })
      }
      const clave = await newPassword(cli, given.passwordStdin === true)
      const nombre = given.name ?? (email.split('@', 1)[0] || email)
      const made = await reach(loaded, (commander) =>
        commander.call('user.create', { nombre, email, clave, tipo_usuario: given.role }),
      )
      cli.say(given.json ? JSON.stringify(made) : text(cli.idioma, 'created', { email, rol: made.tipo_usuario }))
    },
  )

  const list = user.command('list').description('all accounts').option('--json', 'answer as JSON')
  addSettings(list, false).action(async ({ json }: { json?: boolean }) => {
    const people = await reach(settingsOf(list, cli), (commander) => commander.call('user.list', null))
    if (json) return cli.say(JSON.stringify(people))
    if (people.length === 0) return cli.note(text(cli.idioma, 'nobody'))
    cli.say(columns(people.map((one) => [one.id, one.tipo_usuario, one.email ?? '–', one.nombre])))
  })

  const password = user
    .command('password')
    .description('set a new password and end the sessions of the account')
    .argument('<email>')
    .option('--password-stdin', 'take the password from the first line of stdin')
    .option('--remove-totp', 'take the second factor away too: its phone and its codes of recovery are lost')
  addSettings(password, false).action(
    async (email: string, given: { passwordStdin?: boolean; removeTotp?: boolean }) => {
      const loaded = settingsOf(password, cli)
      const clave = await newPassword(cli, given.passwordStdin === true)
      await reach(loaded, (commander) =>
        commander.call('user.password', { email, clave, quitar_totp: given.removeTotp ?? false }),
      )
      cli.say(text(cli.idioma, 'passwordSet', { email }))
    },
  )

  const role = user
    .command('role')
    .description('change what an account may do')
    .argument('<email>')
    .addArgument(program.createArgument('<role>').choices(roles))
    .option('--json', 'answer as JSON')
  addSettings(role, false).action(async (email: string, rol: Rol, { json }: { json?: boolean }) => {
    const changed = await reach(settingsOf(role, cli), (commander) => commander.call('user.role', { email, rol }))
    cli.say(json ? JSON.stringify(changed) : text(cli.idioma, 'roleSet', { email, rol: changed.tipo_usuario }))
  })
}
