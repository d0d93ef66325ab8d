import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { filled, NodoError, type Words } from '../../errors.ts'
import type { Copia, EstadoCopia } from '../../model/copia.ts'
import type { Id } from '../../model/primitives.ts'
import type { Health, Service } from '../../service.ts'
import type { IdentityStore, SnapshotStore } from '../store.ts'
import { backupTexts } from './backup-texts.ts'
import type { CopyNews, CopyOrder } from './copy-files.ts'
import { isThere, isWithin, type Manifest, nameOfBackup, placesOf, readBackups } from './manifest.ts'
import type { Removals } from './removals.ts'

const dayMs = 86_400_000
const lookEveryMs = 600_000
/** A database that is being copied is let go of: its file is taken away by the next. */
const stopMs = 3_000
const firstLookMs = 120_000
/** Beside a live: what a card reader gives is more, and the rest is the live's. */
const politeBytesPerS = 24 * 1_048_576
/** How often a database is copied anew because files went away meanwhile that it tells of. */
const mostRounds = 5

export interface Backups extends Service {
  /** Begins one. @throws NodoError copia_en_curso, copia_fallida (the folder is not there or is the node's own) */
  begin(folder: string): Promise<void>
  /** How far the one that was begun last is, and how it ended. @throws NodoError as it failed */
  progress(): EstadoCopia
  /** How the daily ones are, where there are to be any. */
  parts(): Record<string, Health>
  /** The latest of the daily ones. */
  latest(): Copia | null
}

/** Backups of this node into a folder: one at a time, by hand or daily. */
export const createBackups = (deps: {
  storage: { snapshots: SnapshotStore; identity: Pick<IdentityStore, 'nodoId'> }
  clock: Pick<Clock, 'now' | 'wall'>
  config: Pick<Config, 'data_dir' | 'backup_dir' | 'node_name' | 'storage'>
  version: string
  /** Whether others want the disk meanwhile. */
  polite: boolean
  /** What the program takes away meanwhile; absent where nothing else runs. */
  removals?: Removals
  /** How long after the start it first looks whether one is due. */
  firstLookMs?: number
  log: Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>
}): Backups => {
  const { storage, clock, config, log } = deps
  const { data_dir: dataDir, backup_dir: daily } = config
  const dailyPath = daily === undefined ? undefined : resolve(daily)
  let state: EstadoCopia = { estado: 'ninguna', archivos: 0, de: 0, nuevos_bytes: 0, copia: null }
  let failure: unknown
  let running: Promise<void> | undefined
  let worker: Worker | undefined
  let looking: NodeJS.Timeout | undefined
  let stopped = true
  let latest: (Copia & { nodo_ms: number }) | undefined
  let health: Health = { estado: 'ok', desde: Date.now(), motivo: null }

  const tell = (motivo: Words | null) => {
    const estado = motivo === null ? 'ok' : 'degraded'
    if (health.estado !== estado || health.motivo?.es !== motivo?.es) health = { estado, desde: clock.wall(), motivo }
  }

  const copyFiles = (order: CopyOrder): Promise<Exclude<CopyNews, { kind: 'progress' }>> =>
    new Promise((resolve, reject) => {
      let ended: Exclude<CopyNews, { kind: 'progress' }> | undefined
      worker = new Worker(new URL('./copy-files.ts', import.meta.url), {
        name: 'backup',
        workerData: order,
        resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 },
      })
      worker.on('message', (news: CopyNews) => {
        if (news.kind !== 'progress') ended = news
        else state = { ...state, archivos: news.archivos, de: news.de, nuevos_bytes: news.nuevos_bytes }
      })
      worker.on('error', reject)
      worker.on('exit', () => (ended ? resolve(ended) : reject(new Error('the copying ended without an answer'))))
    })

  /** @param last whether a database is taken that tells of files which went away */
  const makeOnce = async (folder: string, base: string, nodo_id: Id, last: boolean) => {
    const [nodo_ms, creada_en] = [clock.now(), clock.wall()]
    const before = deps.removals ? Atomics.load(deps.removals.counted, 0) : 0
    // The database first: whatever it tells of is on the disk already.
    rmSync(base, { force: true })
    await storage.snapshots.write(base)
    const nombre = nameOfBackup(creada_en, nodo_id)
    const box = { nodo_nombre: config.node_name, version: deps.version, familia: config.storage }
    const removals = deps.removals && !last ? { count: deps.removals.counted, before } : undefined
    const bytesPerS = deps.polite ? politeBytesPerS : undefined
    const about = { formato: 1, nombre, nodo_id, ...box, creada_en, nodo_ms } as const
    return { about, news: await copyFiles({ dataDir, folder, base, about, bytesPerS, removals }) }
  }

  const make = async (folder: string) => {
    const nodoId = await storage.identity.nodoId()
    const base = join(folder, `.base-${nodoId}.db`)
    const startedMs = performance.now()
    let fresh = 0
    try {
      for (let round = 1; ; round++) {
        const { about, news } = await makeOnce(folder, base, nodoId, round === mostRounds)
        fresh += news.nuevos_bytes
        if (news.kind === 'outdated') continue
        if (round === mostRounds) log.warn({ folder }, 'files went away while they were backed up')
        const { nombre, creada_en, nodo_ms } = about
        const { archivos, tamano_bytes, reparados } = news
        if (reparados > 0) log.warn({ folder, reparados }, 'files in the backup folder were damaged, and copied again')
        const duracion_ms = Math.round(performance.now() - startedMs)
        const copia = { nombre, carpeta: folder, creada_en, duracion_ms, archivos, tamano_bytes, nuevos_bytes: fresh }
        return { copia, nodo_ms }
      }
    } finally {
      for (const left of [base, `${base}.mudanza`, `${base}-wal`, `${base}-shm`]) rmSync(left, { force: true })
    }
  }

  const begin = async (folder: string): Promise<Promise<void>> => {
    if (running) throw new NodoError('copia_en_curso')
    const path = resolve(folder)
    const failed = (causa: Words | string, cause?: unknown) =>
      new NodoError('copia_fallida', { values: { carpeta: path, causa }, cause })
    if (isWithin(path, dataDir)) throw failed(backupTexts.inside)
    state = { estado: 'en_curso', archivos: 0, de: 0, nuevos_bytes: 0, copia: null }
    running = (async () => {
      try {
        const { copia, nodo_ms } = await make(path)
        if (path === dailyPath) latest = { ...copia, nodo_ms }
        state = { ...state, estado: 'hecha', archivos: copia.archivos, de: copia.archivos, copia }
        log.info({ ...copia }, 'a backup was made')
      } catch (error) {
        failure = error instanceof NodoError ? error : failed(String(error), error)
        state = { ...state, estado: 'fallida' }
        log.error({ err: error, folder: path }, 'no backup could be made')
      } finally {
        running = undefined
      }
    })()
    return running
  }

  /** The latest of this node in the folder, which is read only where it is another than what is known already. */
  const findLatest = async (folder: string) => {
    if (latest && (await isThere(placesOf(folder).manifest(latest.nombre)))) return latest
    const nodoId = await storage.identity.nodoId()
    const mine = (await readBackups(folder)).find(({ nodo_id }) => nodo_id === nodoId)
    latest = mine && { ...latestOf(mine), carpeta: folder }
    return latest
  }

  const isDue = async (folder: string): Promise<boolean> => {
    const mine = await findLatest(folder)
    const ageMs = mine ? clock.now() - mine.nodo_ms : dayMs
    // Ahead of node time: it was made before a return to an older state.
    return ageMs < 0 || ageMs >= dayMs
  }

  const look = async (folder: string) => {
    try {
      // Not made here: where a disk is not put in, its folder would be made on the box's own.
      if (!(await isThere(folder))) return tell(filled(backupTexts.noFolder, { carpeta: folder }))
      if (!(await isDue(folder))) return tell(null)
      await await begin(folder)
      tell(state.copia ? null : filled(backupTexts.failed, { carpeta: folder, causa: causeOf(failure) }))
    } catch (error) {
      tell(filled(backupTexts.failed, { carpeta: folder, causa: causeOf(error) }))
    }
  }

  const lookIn = (ms: number) => {
    if (stopped || dailyPath === undefined) return
    looking = setTimeout(() => void look(dailyPath).then(() => lookIn(lookEveryMs)), ms)
  }

  return {
    name: 'backups',
    begin: async (folder) => {
      if (!existsSync(folder)) {
        try {
          mkdirSync(folder, { mode: 0o700 })
        } catch (error) {
          throw new NodoError('copia_fallida', { values: { carpeta: folder, causa: String(error) }, cause: error })
        }
      }
      void (await begin(folder))
    },
    progress: () => {
      if (state.estado === 'fallida') throw failure
      return state
    },
    parts: (): Record<string, Health> => (daily === undefined ? {} : { copia: health }),
    latest: () => {
      if (!latest) return null
      const { nodo_ms, ...copia } = latest
      return copia
    },
    start: async () => {
      stopped = false
      // Not waited for: a disk that does not answer keeps no box from its start.
      if (dailyPath !== undefined)
        findLatest(dailyPath).catch((err) => log.warn({ err }, 'the earlier backups could not be read'))
      lookIn(deps.firstLookMs ?? firstLookMs)
    },
    stop: async () => {
      stopped = true
      clearTimeout(looking)
      // What it was copying is taken up by the next: objects that are there are not copied again.
      await worker?.terminate()
      await Promise.race([running, wait(stopMs)])
    },
  }
}

const latestOf = ({ nombre, creada_en, nodo_ms, lista, base }: Manifest) => ({
  nombre,
  creada_en,
  nodo_ms,
  duracion_ms: null,
  archivos: lista.archivos,
  tamano_bytes: lista.tamano_bytes + base.tamano_bytes,
  nuevos_bytes: null,
})

const causeOf = (error: unknown): string => {
  const cause = error instanceof NodoError ? (error.cause ?? error) : error
  return cause instanceof Error ? cause.message : String(cause)
}
