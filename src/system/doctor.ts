import { execFile } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { builtAt } from '../build-date.ts'
import type { Config } from '../config.ts'
import { filled, type Idioma, messageOf, NodoError, type Words } from '../errors.ts'
import { listenError } from '../listen-error.ts'
import { measureEncoder } from '../packaging/encoder-speed.ts'
import { checkFfmpeg } from '../packaging/ffmpeg-version.ts'
import { createMediaTools } from '../packaging/media-tools.ts'
import { affordable, rungName, rungsOf } from '../packaging/upload-ladder.ts'
import { backupTexts } from './backup/backup-texts.ts'
import { isWithin } from './backup/manifest.ts'
import { type DoctorText, doctorText } from './doctor-texts.ts'
import type { Address } from './socket.ts'
import { diskOf } from './status.ts'

const run = promisify(execFile)

/** Of a family with servers, `servers` gives the findings in the place of `base`. */
type Control =
  | 'node'
  | 'ffmpeg'
  | 'ffprobe'
  | 'http'
  | 'rtmp'
  | 'procesador'
  | 'carpeta'
  | 'disco'
  | 'reloj'
  | 'base'
  | 'panel'

export interface Finding {
  control: string
  estado: 'ok' | 'aviso' | 'fallo'
  /** What was found and, where it is not well, what to do. */
  detalle: string
}

export interface DoctorDeps {
  config: Config
  idioma: Idioma
  /** Where the node that runs on this data folder listens; absent where none runs. */
  running?: { http: Address; rtmp: Address }
  /** Looks at the servers that the settings name; asked only where they do. */
  servers(): Promise<(Omit<Finding, 'detalle'> & { detalle: Words })[]>
  /** Where the dashboard is built to. */
  dashboard: string
  now?: () => number
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)

/** A kernel's clock that follows some time server, whichever program steers it (timedatectl(1)). */
const isSynchronised = async (): Promise<boolean> => {
  if (existsSync('/run/systemd/timesync/synchronized')) return true
  try {
    const { stdout } = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'], { timeout: 5000 })
    return stdout.trim() === 'yes'
  } catch {
    // Without systemd nobody can tell, which is the same as not knowing the time.
    return false
  }
}

/** The folder itself or, before it is made, the nearest that is there. */
const nearestExisting = (path: string): string => (existsSync(path) ? path : nearestExisting(dirname(path)))

/** Everything the box needs, looked at one after the other. Nothing is changed. */
export const examine = async (deps: DoctorDeps): Promise<Finding[]> => {
  const { config, idioma, running } = deps
  const dataDir = config.data_dir
  type Verdict = Omit<Finding, 'control'>
  const verdict = (estado: Finding['estado'], key: DoctorText, values?: Record<string, string | number>): Verdict => ({
    estado,
    detalle: doctorText(idioma, key, values),
  })
  const fallo = (error: unknown): Verdict => ({
    estado: 'fallo',
    detalle: error instanceof NodoError ? messageOf(error, idioma) : String(error),
  })

  const node = async (): Promise<Verdict> => {
    const version = process.versions.node
    const enough = Number(version.split('.')[0]) >= 26
    return enough ? { estado: 'ok', detalle: version } : verdict('fallo', 'runtimeOld', { version })
  }
  const ffmpeg = async (): Promise<Verdict> => ({ estado: 'ok', detalle: (await checkFfmpeg(config.ffmpeg)).version })
  const ffprobe = async (): Promise<Verdict> => {
    try {
      const { stdout } = await run(config.ffprobe, ['-version'], { timeout: 20_000 })
      return { estado: 'ok', detalle: /version (\S+)/.exec(stdout)?.[1] ?? config.ffprobe }
    } catch {
      // Whatever it died of, the same is to be done.
      return verdict('fallo', 'ffprobe', { programa: config.ffprobe })
    }
  }

  /** What a film of 25 pictures a second, 16:9, would get beside itself. */
  const procesador = async (): Promise<Verdict> => {
    const tools = createMediaTools({ ffmpeg: config.ffmpeg, ffprobe: config.ffprobe })
    const megapixels = await measureEncoder(tools, new AbortController().signal)
    const fitting = affordable(rungsOf(config.video_ladder), { ancho: 16, alto: 9, framesPerSecond: 25 }, megapixels)
    const values = { millones: Math.round(megapixels), alturas: fitting.map(rungName).join(', ') }
    return verdict('ok', fitting.length > 0 ? 'encodes' : 'encodesNone', values)
  }

  const port = (key: 'http' | 'rtmp') => async (): Promise<Verdict> => {
    const para = key.toUpperCase()
    const host = config[`${key}_host`]
    const wanted = config[`${key}_port`]
    if (running) return verdict('ok', 'portOurs', { puerto: running[key].port })
    await new Promise<void>((resolve, reject) => {
      const probe = createServer()
      probe.once('error', (cause) => {
        const variables = { hostVariable: `NODO_${para}_HOST`, portVariable: `NODO_${para}_PORT` }
        reject(listenError(cause, { host, port: wanted, para, ...variables }))
      })
      probe.listen({ host, port: wanted }, () => probe.close(() => resolve()))
    })
    return wanted === 0 ? verdict('ok', 'portAny') : verdict('ok', 'portFree', { puerto: wanted })
  }

  const carpeta = async (): Promise<Verdict> => {
    const there = nearestExisting(dataDir)
    await access(there, constants.W_OK | constants.X_OK).catch((cause) => {
      throw new NodoError('carpeta_no_escribible', { values: { carpeta: there }, cause })
    })
    // To root everything is writable, also what no disk is under (/proc, /sys).
    const { total } = await diskOf(there)
    if (total === 0) throw new NodoError('carpeta_no_escribible', { values: { carpeta: there } })
    return verdict('ok', there === dataDir ? 'folder' : 'folderWillBe', { carpeta: dataDir })
  }

  const disco = async (): Promise<Verdict> => {
    const { free, total } = await diskOf(nearestExisting(dataDir))
    const values = { libre: gigabytes(free), total: gigabytes(total) }
    // The shares at which retention begins and recording stops (design.md, Space).
    if (free < total * 0.02) return verdict('fallo', 'diskLow', values)
    return free < total * 0.1 ? verdict('aviso', 'diskLow', values) : verdict('ok', 'disk', values)
  }

  const reloj = async (): Promise<Verdict> => {
    const now = (deps.now ?? Date.now)()
    const fecha = new Date(now).toISOString().slice(0, 16).replace('T', ' ')
    if (now < builtAt) return verdict('fallo', 'clockWrong', { fecha })
    return (await isSynchronised()) ? verdict('ok', 'clockSynced', { fecha }) : verdict('aviso', 'clockFree', { fecha })
  }

  /** Of daily backups alone: one that is made by hand says itself what it lacks. */
  const copia = async (folder: string): Promise<Verdict> => {
    const carpeta = resolve(folder)
    if (isWithin(carpeta, dataDir)) return verdict('fallo', 'backupInside', { carpeta })
    if (!existsSync(carpeta)) return { estado: 'aviso', detalle: filled(backupTexts.noFolder, { carpeta })[idioma] }
    const { W_OK, X_OK } = constants
    return access(`${carpeta}/.`, W_OK | X_OK).then(
      () => verdict('ok', 'folder', { carpeta }),
      () => verdict('fallo', 'backupClosed', { carpeta }),
    )
  }

  const base = async (): Promise<Verdict> => {
    if (running) return verdict('ok', 'dbRunning')
    const file = join(dataDir, 'nodo.db')
    if (!existsSync(file)) return verdict('ok', 'dbAbsent')
    try {
      const db = new DatabaseSync(file, { readOnly: true, timeout: 2000 })
      const found = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
      db.close()
      return found === 'ok' ? verdict('ok', 'dbSound') : verdict('fallo', 'dbDamaged', { problema: String(found) })
    } catch (error) {
      return verdict('fallo', 'dbDamaged', { problema: (error as Error).message })
    }
  }

  const servers = async (): Promise<Finding[]> => {
    const ours = running ? [{ control: 'base', ...verdict('ok', 'dbRunning') }] : []
    try {
      const found = await deps.servers()
      return [...ours, ...found.map(({ detalle, ...one }) => ({ ...one, detalle: detalle[idioma] }))]
    } catch (error) {
      return [...ours, { control: 'servidores', ...fallo(error) }]
    }
  }

  const panel = async (): Promise<Verdict> =>
    existsSync(join(deps.dashboard, 'index.html')) ? verdict('ok', 'dashboard') : verdict('aviso', 'dashboardAbsent')

  const checks: Record<Control, () => Promise<Verdict>> & { copia?: () => Promise<Verdict> } = {
    node,
    ffmpeg,
    ffprobe,
    procesador,
    http: port('http'),
    rtmp: port('rtmp'),
    carpeta,
    disco,
    reloj,
    base,
    ...(config.backup_dir !== undefined && { copia: () => copia(String(config.backup_dir)) }),
    panel,
  }
  const findings: Finding[] = []
  for (const [control, check] of Object.entries(checks)) {
    if (control === 'base' && config.storage === 'servers') findings.push(...(await servers()))
    else findings.push({ control, ...(await check().catch(fallo)) })
  }
  return findings
}
