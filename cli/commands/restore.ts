import type { Command } from 'commander'
import { restoreStorage } from '../../src/storage-family.ts'
import type { Cli } from '../cli.ts'
import { folderOf } from '../folder.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { text } from '../texts.ts'

const tellEvery = 500

/** `nodo restore`: a stopped node goes back to a backup, and what it had is kept. */
export const addRestore = (program: Command, cli: Cli): void => {
  const restore = program
    .command('restore')
    .description('put a backup in the place of a stopped node’s data, once it is verified; what was there is kept')
    .argument('<folder>', 'where the backups are')
    .option('--at <name>', 'which one (default: the latest)')
    .option('--json', 'answer as JSON')
  addSettings(restore, false).action(async (folder: string, { at, json }: { at?: string; json?: boolean }) => {
    const { config } = settingsOf(restore, cli)
    const restored = await restoreStorage(config, folderOf(folder, cli), at, (done, of) => {
      if (done > 0 && done % tellEvery === 0)
        cli.note(text(cli.idioma, 'restoring', { archivos: String(done), de: String(of) }))
    })
    if (json) return cli.say(JSON.stringify(restored))
    const { nombre, anterior, archivos } = restored
    const kept = anterior === null ? '' : ` ${text(cli.idioma, 'keptEarlier', { anterior })}`
    cli.say(text(cli.idioma, 'restored', { nombre, archivos: String(archivos) }) + kept)
  })
}
