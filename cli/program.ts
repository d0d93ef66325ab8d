import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import type { Cli } from './cli.ts'
import { addBackup } from './commands/backup.ts'
import { addConfig } from './commands/config.ts'
import { addDemo } from './commands/demo.ts'
import { addDoctor } from './commands/doctor.ts'
import { addKey } from './commands/key.ts'
import { addMigrate } from './commands/migrate.ts'
import { addRebuild } from './commands/rebuild.ts'
import { addRestore } from './commands/restore.ts'
import { addStart } from './commands/start.ts'
import { addUser } from './commands/user.ts'

/** The command line as a whole: every command with its words, flags and what it does. It throws instead of exiting. */
export const createProgram = (cli: Cli): Command => {
  const program = new Command('nodo')
    .description("A community's own broadcasting box: live, recordings and catalog on the local network.")
    .version(packageJson.version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: (words) => cli.output.write(words), writeErr: () => undefined })
  for (const add of [
    addStart,
    addUser,
    addKey,
    addRebuild,
    addBackup,
    addRestore,
    addMigrate,
    addDoctor,
    addConfig,
    addDemo,
  ])
    add(program, cli)
  return program
}
