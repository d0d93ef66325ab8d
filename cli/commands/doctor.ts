import { join } from 'node:path'
import type { Command } from 'commander'
import { examineStorage } from '../../src/storage-family.ts'
import { examine } from '../../src/system/doctor.ts'
import { connectSocket } from '../../src/system/socket-client.ts'
import { type Cli, exit } from '../cli.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { columns } from '../table.ts'

const dashboard = join(import.meta.dirname, '..', '..', 'dist', 'dashboard')

/** `nodo doctor`: what the box has and lacks, each with what to do. */
export const addDoctor = (program: Command, cli: Cli): void => {
  const doctor = program
    .command('doctor')
    .description('look at runtime, ffmpeg, ports, disk, clock and database or servers, and say what to do')
    .option('--json', 'answer as JSON')
  addSettings(doctor, false).action(async ({ json }: { json?: boolean }) => {
    const { config } = settingsOf(doctor, cli)
    const commander = await connectSocket(config.data_dir)
    const running = await commander?.call('status', null)
    await commander?.close()
    const servers = () => examineStorage(config, running !== undefined, Date.now)
    const controles = await examine({ config, idioma: cli.idioma, dashboard, servers, ...(running && { running }) })
    const ok = controles.every(({ estado }) => estado !== 'fallo')
    cli.say(
      json
        ? JSON.stringify({ ok, controles })
        : columns(controles.map(({ control, estado, detalle }) => [estado, control, detalle])),
    )
    cli.end(ok ? exit.ok : exit.failed)
  })
}
