import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { addSettings, settingsOf } from '../settings-options.ts'

/** `nodo start`: the box itself, in the foreground. */
export const addStart = (program: Command, cli: Cli): void => {
  const start = program.command('start').description('run the node in the foreground until a signal ends it')
  addSettings(start, true).action(async () => {
    const loaded = settingsOf(start, cli)
    // Only here: the other commands need none of it, and answer sooner without.
    const { runNode } = await import('../run-node.ts')
    cli.end(await runNode(loaded, cli))
  })
}
