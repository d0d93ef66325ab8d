import type { Retention } from '../catalog/retention.ts'
import type { Downloads, Place } from '../catalog/store.ts'
import { isAway, NodoError } from '../errors.ts'
import type { EstadoDisco, NivelDisco } from '../model/sistema.ts'
import type { Health, Service } from '../service.ts'
import { createBallast } from './ballast.ts'
import { LOW, levelOf, SOUND_ONLY } from './disk-level.ts'
import { levelWords } from './space-notices.ts'

const LOOK_EVERY_MS = 5_000
/** How many of what goes next are told. */
const TOLD = 5
const WAIT_FOR_ROOM_S = 15

/** How much of the lives is recorded at each level. */
const recorded = { normal: 'all', poco: 'all', solo_audio: 'audio', sin_grabar: 'none' } as const satisfies Record<
  NivelDisco,
  string
>

export interface SpaceDeps {
  dataDir: string
  /** Bytes of the data folder's disk. */
  disk(): Promise<{ free: number; total: number }>
  /** How much of the lives is recorded from now on. */
  record(what: 'all' | 'audio' | 'none'): Promise<void>
  retention: Retention
  log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

export interface Space extends Service {
  /** Looks at the disk now, not at the next turn: somebody found it full. */
  look(): void
  status(): Health
  disk(): Promise<EstadoDisco>
  /**
   * Makes sure that the disk still has its free tenth once `bytes` are written for the downloads of `content`; those
   * of older contents give way to them.
   * @throws NodoError descarga_sin_espacio
   */
  makeRoom(bytes: number, content: Place): Promise<void>
  /**
   * Lets bytes of somebody's in.
   * @throws NodoError sin_espacio where less than a twentieth of the disk would stay free
   */
  admit(bytes: number): Promise<void>
  /** Aborted with descarga_sin_espacio when the disk falls below its free tenth: what prepares downloads ends. */
  shortage(): AbortSignal
}

/** Bytes of the disk, those of the ballast's place counted as taken. */
interface Found {
  spare: number
  total: number
}

const noRoom = () => new NodoError('descarga_sin_espacio', { retryAfterS: WAIT_FOR_ROOM_S })

/**
 * Watches the disk. Below 10 % free the downloads made of recordings give way, oldest first; below 5 % only the sound
 * of a live is recorded; below 2 % nothing is, and the ballast makes room for the database. Lives and reading go on
 * throughout.
 */
export const createSpace = ({ dataDir, retention, log, ...deps }: SpaceDeps): Space => {
  const ballast = createBallast(dataDir)
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let stopping = new AbortController()
  let now: { nivel: NivelDisco; since: number } = { nivel: 'normal', since: Date.now() }
  let short = new AbortController()

  const measure = async (): Promise<Found> => {
    const disk = await deps.disk()
    return { spare: await ballast.spare(disk), total: disk.total }
  }

  /** One thing at a time, so that none counts on room that another takes. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  const drop = async (content: Downloads) => {
    await retention.drop(content)
    log.warn(
      { content: content.contenido_id, bytes: content.tamano_bytes },
      'downloads gave way: the disk is almost full',
    )
  }

  /** Counts what each frees instead of measuring: a file that somebody is still reading takes its room until then. */
  const retain = async (found: Found) => {
    if (found.spare >= LOW * found.total) return
    try {
      for await (const content of retention.candidates()) {
        await drop(content)
        found.spare += content.tamano_bytes
        if (found.spare >= LOW * found.total) return
      }
    } catch (err) {
      log.error({ err }, 'downloads could not give way')
    }
  }

  const reach = (nivel: NivelDisco, found: Found) => {
    if (nivel === now.nivel) return
    log.warn({ ...found, from: now.nivel, to: nivel }, 'the disk reached another level')
    now = { nivel, since: Date.now() }
  }

  const lookNow = async () => {
    const found = await measure()
    // First, for even taking something out of the database needs room.
    if (levelOf(found.spare / found.total, 'normal') === 'sin_grabar') await ballast.free()
    await retain(found)
    reach(levelOf(found.spare / found.total, now.nivel), found)
    if (found.spare < LOW * found.total) {
      short.abort(noRoom())
      short = new AbortController()
    }
    await deps.record(recorded[now.nivel])
    if (now.nivel === 'normal') await ballast.lay(found.total, stopping.signal)
  }

  const look = () => {
    if (stopping.signal.aborted) return
    inTurn(lookNow)
      .catch((err) => stopping.signal.aborted || log.error({ err }, 'the disk could not be looked after'))
      .finally(() => {
        clearTimeout(timer)
        if (!stopping.signal.aborted) timer = setTimeout(look, LOOK_EVERY_MS)
      })
  }

  return {
    name: 'space',
    async start() {
      stopping = new AbortController()
      // Laying the ballast takes a while on a slow card: nobody waits for it.
      look()
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await turn
    },
    look,
    status() {
      const motivo = levelWords(now.nivel) ?? null
      return { estado: motivo === null ? 'ok' : 'degraded', desde: now.since, motivo }
    },
    async disk() {
      const { free, total } = await deps.disk()
      const proximos: EstadoDisco['proximos'] = []
      try {
        for await (const { contenido_id, titulo, tamano_bytes } of retention.candidates()) {
          proximos.push({ contenido_id, titulo, libera_bytes: tamano_bytes })
          if (proximos.length === TOLD) break
        }
      } catch (error) {
        // Of a box whose storage is away the rest is told all the same.
        if (!isAway(error)) throw error
      }
      return { libre_bytes: free, total_bytes: total, nivel: now.nivel, proximos }
    },
    makeRoom: (bytes, content) =>
      inTurn(async () => {
        const { spare, total } = await measure()
        let missing = bytes + LOW * total - spare
        const going: Downloads[] = []
        for await (const older of missing > 0 ? retention.candidates(content) : []) {
          going.push(older)
          missing -= older.tamano_bytes
          if (missing <= 0) break
        }
        if (missing > 0) throw noRoom()
        for (const older of going) await drop(older)
      }),
    async admit(bytes) {
      const { spare, total } = await measure()
      if (spare - bytes < SOUND_ONLY * total) throw new NodoError('sin_espacio')
    },
    shortage: () => short.signal,
  }
}
