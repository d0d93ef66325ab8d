import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { NodoError } from '../../src/errors.ts'
import type { LoadedConfig } from '../../src/load-config.ts'
import { createChildren } from '../../src/packaging/children.ts'
import { loopbackOf, reachableHosts } from '../../src/system/lan.ts'
import type { Commander } from '../../src/system/socket-client.ts'
import type { Cli } from '../cli.ts'
import { reachRunning } from '../reach.ts'
import { addSettings, settingsOf } from '../settings-options.ts'
import { testCard } from '../test-card.ts'
import { text } from '../texts.ts'

interface DemoOptions {
  user?: string
  title?: string
  record?: boolean
}

/** Sends the test card until a signal asks for the end. @throws NodoError demo_interrumpida when the encoder ends by itself */
const send = async (program: string, url: string, secret: string): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'comuniarte-demo-'))
  try {
    const child = await createChildren(folder).spawn(program, testCard(url), 1)
    child.outputs[0]?.resume()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void child.stop())
    const { asked, code, stderr } = await child.ended
    if (asked) return
    const problema = (stderr.trim().split('\n').at(-1) || `ffmpeg: ${code}`).replaceAll(secret, '…')
    throw new NodoError('demo_interrumpida', { values: { problema } })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const goOnAir = async (commander: Commander, { config }: LoadedConfig, cli: Cli, given: DemoOptions) => {
  const { http, rtmp } = await commander.call('status', null)
  const titulo = given.title ?? text(cli.idioma, 'demoTitle')
  const live = await commander.call('demo.start', { email: given.user ?? null, titulo, grabar: given.record === true })
  try {
    const { rtmp_url, clave } = live.ingesta
    const url = `rtmp://${loopbackOf(rtmp)}${new URL(rtmp_url).pathname}/${clave}`
    const page = `http://${reachableHosts(http.host)[0]}:${http.port}${live.pagina}`
    cli.say(text(cli.idioma, 'demoOn', { url: page }))
    await send(config.ffmpeg, url, clave)
  } finally {
    await commander.call('demo.end', { id: live.id })
  }
  cli.say(text(cli.idioma, 'demoOff'))
}

/** `nodo demo`: a live without an encoder, to see that the box works. */
export const addDemo = (program: Command, cli: Cli): void => {
  const demo = program
    .command('demo')
    .description('put a test card with a tone on air on the running node, until Ctrl+C')
    .option('--user <email>', 'in whose name (default: an account made for it)')
    .option('--title <title>', 'title of the live')
    .option('--record', 'keep a recording')
  addSettings(demo, false).action(async (given: DemoOptions) => {
    const loaded = settingsOf(demo, cli)
    await reachRunning(loaded, (commander) => goOnAir(commander, loaded, cli, given))
  })
}
