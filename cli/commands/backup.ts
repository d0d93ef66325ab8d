import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Copia } from '../../src/model/copia.ts'
import type { Commander } from '../../src/system/socket-client.ts'
import type { Cli } from '../cli.ts'
import { folderOf } from '../folder.ts'
import { reach } from '../reach.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { text } from '../texts.ts'

const lookEveryMs = 500
const tellEveryMs = 5_000

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)

/** Waits until it is made, telling how far it is now and then. @throws NodoError as it failed */
const follow = async (commander: Commander, cli: Cli): Promise<Copia> => {
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const { copia, archivos, de, nuevos_bytes } = await commander.call('backup.progress', null)
    if (copia) return copia
    if (waitedMs % tellEveryMs === 0 && de > 0) {
      const values = { archivos: String(archivos), de: String(de), mb: megabytes(nuevos_bytes) }
      cli.note(text(cli.idioma, 'backingUp', values))
    }
    await wait(lookEveryMs)
  }
}

/** `nodo backup`: all that is the community's into a folder, while the node runs or not. */
export const addBackup = (program: Command, cli: Cli): void => {
  const backup = program
    .command('backup')
    .description(
      'copy database, files and recordings into a folder, also while the node runs; what is there already is not copied again',
    )
    .argument('<folder>', 'on another disk')
    .option('--json', 'answer as JSON')
  addSettings(backup, false).action(async (folder: string, { json }: { json?: boolean }) => {
    const copia = await reach(settingsOf(backup, cli), async (commander) => {
      await commander.call('backup.begin', { carpeta: folderOf(folder, cli) })
      return follow(commander, cli)
    })
    if (json) return cli.say(JSON.stringify(copia))
    const { nombre, archivos, tamano_bytes, nuevos_bytes } = copia
    const sizes = { mb: megabytes(tamano_bytes), nuevos: megabytes(nuevos_bytes ?? 0) }
    cli.say(text(cli.idioma, 'backedUp', { nombre, archivos: String(archivos), ...sizes }))
  })
}
