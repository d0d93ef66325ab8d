import { flushCompileCache } from 'node:module'
import packageJson from '../package.json' with { type: 'json' }
import type { LoadedConfig } from '../src/load-config.ts'
import type { Node } from '../src/node.ts'
import { checkFfmpeg } from '../src/packaging/ffmpeg-version.ts'
import { prepareFolder } from '../src/storage/folder.ts'
import { reachableHosts } from '../src/system/lan.ts'
import { createLog, type Log } from '../src/system/log.ts'
import { type Cli, exit } from './cli.ts'
import { logsIn } from './log-folder.ts'
import { text } from './texts.ts'

/** What stops the program in order; SIGHUP is a terminal that was closed. */
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** design.md, Running it: stopped within 10 s, whatever hangs. */
const patienceMs = 9_500

/** Resolves at the first signal; later ones change nothing, since what is under way is already the shortest way out. */
const firstSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of stopSignals) process.on(signal, () => resolve())
  })

const startLine = (node: Node): string => {
  const { http, rtmp } = node.addresses()
  const pages = reachableHosts(http.host).map((host) => `http://${host}:${http.port}`)
  return `ComuniArte Nodo ${packageJson.version} · ${pages.join(' · ')} · rtmp://${reachableHosts(rtmp.host)[0]}:${rtmp.port}/live`
}

const firstRunLine = (node: Node, codigo: string, cli: Cli): string => {
  const { host, port } = node.addresses().http
  const url = `http://${reachableHosts(host)[0]}:${port}/primer-inicio?codigo=${codigo}`
  return text(cli.idioma, 'firstRun', { url, codigo })
}

/** @returns whether everything stopped in time */
const stopInTime = async (node: Node, log: Log): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, patienceMs, false)
  })
  const stopped = node.stop().then(() => true)
  const inTime = await Promise.race([stopped, late])
  clearTimeout(timer)
  if (!inTime) log.logger.error('the program did not stop in time')
  return inTime
}

/**
 * Runs the node in the foreground until a signal ends it.
 * @returns the exit code
 * @throws NodoError carpeta_no_escribible, carpeta_en_uso, ffmpeg_no_encontrado, puerto_ocupado, version_de_datos, ajuste_invalido
 */
export const runNode = async ({ config, settings }: LoadedConfig, cli: Cli): Promise<number> => {
  const signalled = firstSignal()
  await prepareFolder(config.data_dir)
  // ffmpeg answers while the program is still being read.
  const [{ createNode }] = await Promise.all([import('../src/node.ts'), checkFfmpeg(config.ffmpeg)])
  const log = createLog({ level: config.log_level, format: config.log_format, folder: logsIn(config.data_dir) })
  process.on('uncaughtExceptionMonitor', (err) => log.logger.fatal({ err }, 'the program cannot go on'))
  try {
    const node = await createNode({ config, settings, log })
    await node.start()
    cli.say(startLine(node))
    // Node keeps what it compiled when it exits in order; a box that only ever loses power would compile at each start.
    flushCompileCache()
    const codigo = node.firstRunCode()
    if (codigo !== undefined) cli.say(firstRunLine(node, codigo, cli))
    await signalled
    cli.say(text(cli.idioma, 'stopping'))
    const inTime = await stopInTime(node, log)
    cli.say(text(cli.idioma, inTime ? 'stopped' : 'slow'))
    return inTime ? exit.ok : exit.failed
  } finally {
    await log.close()
  }
}
