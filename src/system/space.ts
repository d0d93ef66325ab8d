import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EstadoParte } from '../model/sistema.ts'
import type { Service } from '../service.ts'

/** Given up for the database when nothing else is left. */
const BALLAST_BYTES = 64 * 1024 * 1024
const LOOK_EVERY_MS = 10_000

/** Shares of the disk that is free, below which each happens (design.md, *Space*). */
const LOW = 0.1
const SOUND_ONLY = 0.05
const NO_RECORDING = 0.02

type Level = 'all' | 'audio' | 'none'

export interface SpaceDeps {
  dataDir: string
  /** Bytes of the data folder's disk. */
  disk(): Promise<{ free: number; total: number }>
  /** How much of the lives is recorded from now on. */
  level(level: Level): Promise<void>
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void }
}

export interface Space extends Service {
  status(): EstadoParte
}

/**
 * Watches the disk. Below 10 % free it warns; below 5 % only the sound of a live is recorded; below 2 % nothing is, and
 * the ballast makes room for the database. Lives and reading go on throughout.
 */
export const createSpace = (deps: SpaceDeps): Space => {
  const ballast = join(deps.dataDir, 'lastre')
  let looking: NodeJS.Timeout | undefined
  let now: { level: Level; low: boolean; since: number } = { level: 'all', low: false, since: Date.now() }

  const layBallast = async () => {
    const there = await stat(ballast).catch(() => undefined)
    if (there?.size === BALLAST_BYTES) return
    const file = await open(ballast, 'w', 0o600)
    try {
      const block = Buffer.alloc(1024 * 1024)
      for (let written = 0; written < BALLAST_BYTES; written += block.length) await file.write(block)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  const look = async () => {
    const { free, total } = await deps.disk()
    const share = free / total
    const level: Level = share < NO_RECORDING ? 'none' : share < SOUND_ONLY ? 'audio' : 'all'
    const low = share < LOW
    if (level !== now.level || low !== now.low) now = { level, low, since: Date.now() }
    await deps.level(level)
    if (level === 'none') await rm(ballast, { force: true })
    else if (!low) await layBallast()
    if (low) deps.log.warn({ free, total, level }, 'the disk is almost full')
  }

  const lookSafely = () => look().catch((err) => deps.log.error({ err }, 'the disk could not be looked at'))

  return {
    name: 'space',
    async start() {
      looking = setInterval(lookSafely, LOOK_EVERY_MS)
      // Laying the ballast takes a while on a slow card: nobody waits for it.
      lookSafely()
    },
    async stop() {
      clearInterval(looking)
    },
    status() {
      const motivo = {
        all: 'Queda menos del 10 % del disco: borra grabaciones o conecta otro disco.',
        audio:
          'Queda menos del 5 % del disco: de los vivos solo se graba el sonido. Borra grabaciones o conecta otro disco.',
        none: 'Queda menos del 2 % del disco: los vivos ya no se graban. Borra grabaciones o conecta otro disco.',
      }[now.level]
      return { estado: now.low ? 'degraded' : 'ok', desde: now.since, motivo: now.low ? motivo : null }
    },
  }
}
