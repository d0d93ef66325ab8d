import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import type { EstadoProyeccion } from '../../src/model/proyeccion.ts'
import { type ProjectionName, projectionNames } from '../../src/projections/projection.ts'
import type { Commander } from '../../src/system/socket-client.ts'
import type { Cli } from '../cli.ts'
import { reach } from '../reach.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { text } from '../texts.ts'

const lookEveryMs = 250

/** Waits until they are whole, telling how far they are each time that there is more to tell. */
const follow = async (commander: Commander, names: readonly string[], cli: Cli): Promise<EstadoProyeccion[]> => {
  const told = new Map<string, string>()
  for (;;) {
    const states = (await commander.call('projection.list', null)).filter(({ nombre }) => names.includes(nombre))
    const open = states.filter(({ estado }) => estado === 'reconstruyendo')
    for (const { nombre, hechos, total, motivo } of open) {
      const line = motivo
        ? text(cli.idioma, 'rebuildWaits', { nombre, motivo })
        : text(cli.idioma, 'rebuilding', { nombre, hechos: String(hechos), total: String(total) })
      if (told.get(nombre) !== line) cli.note(line)
      told.set(nombre, line)
    }
    if (open.length === 0) return states
    await wait(lookEveryMs)
  }
}

/** `nodo rebuild`: what is made of the documents is made anew. Ended in the middle, it goes on in the program. */
export const addRebuild = (program: Command, cli: Cli): void => {
  const rebuild = program
    .command('rebuild')
    .description('make what is derived from the documents anew: all of it, or one projection')
    .addArgument(program.createArgument('[name]').choices(projectionNames))
    .option('--json', 'answer as JSON')
  addSettings(rebuild, false).action(async (name: ProjectionName | undefined, { json }: { json?: boolean }) => {
    const names = name === undefined ? projectionNames : [name]
    const states = await reach(settingsOf(rebuild, cli), async (commander) => {
      for (const nombre of names) await commander.call('projection.rebuild', { nombre })
      return follow(commander, names, cli)
    })
    if (json) return cli.say(JSON.stringify(states))
    for (const { nombre, hechos } of states) cli.say(text(cli.idioma, 'rebuilt', { nombre, hechos: String(hechos) }))
  })
}
