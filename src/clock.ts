import { existsSync } from 'node:fs'
import { uptime } from 'node:os'
import { builtAt } from './build-date.ts'
import { isAway } from './errors.ts'
import type { Arranque, Confianza } from './model/arranque.ts'
import type { Service } from './service.ts'
import type { BootStore } from './system/store.ts'

/** The two times of a box whose clock may be wrong. */
export interface Clock {
  /** Node time: milliseconds that only grow, over restarts too. Every lifetime counts in it. */
  now(): number
  /** The wall clock as it is believed, UTC ms, never before the program was built. For people to read, never to order by. */
  wall(): number
  /** The wall-clock estimate of a moment in node time. */
  wallOf(nodoMs: number): number
  boot(): Arranque
  confidence(): Confianza
  /** Sets the wall clock by hand; dates that this boot made under `baja` move with it. */
  setWall(paredMs: number, confianza: Confianza): Promise<void>
}

export interface ClockDeps {
  boots: BootStore
  log: { warn(fields: object, text: string): void }
  /** The system's clock, UTC ms. */
  systemMs?: () => number
  /** Milliseconds of a source that nobody sets. */
  monotonicMs?: () => number
  /** Milliseconds since the machine started, its sleep included, which the monotonic source leaves out. */
  uptimeMs?: () => number
  /** Whether the system says that its clock follows a time server. */
  isSynchronised?: () => boolean
}

/** How far ahead of node time the ceiling is kept: a kill makes node time jump by at most this. */
const ceilingAheadMs = 60_000
const tickMs = 10_000
/** A system clock that differs from what it was by more than this was set; less is drift. */
const setMs = 1_000

const rank: readonly Confianza[] = ['baja', 'telefono', 'ntp', 'centro']

/** systemd-timesyncd touches this file once it has the time (systemd-timesyncd.service(8), FILES). */
const timesyncd = () => existsSync('/run/systemd/timesync/synchronized')

/**
 * The clock of one boot (design.md, Time). `start` begins the boot at the ceiling of the last one; `stop` ends it in
 * order. Before `start` no method may be called. While it runs it looks every 10 s whether the system's clock was set
 * or became trustworthy.
 */
export const createClock = ({
  boots,
  log,
  systemMs = Date.now,
  monotonicMs = () => performance.now(),
  uptimeMs = () => uptime() * 1000,
  isSynchronised = timesyncd,
}: ClockDeps): Service & Clock => {
  let current: Arranque | undefined
  let startedAtMs = 0
  /** What is added to the monotonic source to get the wall clock as it is believed. */
  let wallOffsetMs = 0
  let awakeOffsetMs = 0
  let timer: NodeJS.Timeout | undefined
  let ticking: Promise<void> = Promise.resolve()

  const boot = (): Arranque => {
    if (!current) throw new Error('the clock has not started')
    return current
  }
  const elapsed = () => boot().desde_nodo_ms + monotonicMs() - startedAtMs
  // Never past what is persisted: a kill would bring it back.
  const now = () => Math.floor(Math.min(elapsed(), boot().techo_nodo_ms))
  const wall = () => Math.max(builtAt, Math.floor(monotonicMs() + wallOffsetMs))
  const systemOffsetMs = () => systemMs() - monotonicMs()

  /**
   * Believes another wall clock from here on; the dates of a boot that believed none move with it. Believed before it is
   * kept, so that what is dated from now on stands behind it in the writer's queue; where it can't be kept, undone.
   */
  const believe = async (offsetMs: number, confianza: Confianza) => {
    const { numero, correccion_ms, confianza: was, desde_en } = boot()
    const wasOffsetMs = wallOffsetMs
    const before = wall()
    wallOffsetMs = offsetMs
    const correction = Math.round(offsetMs - systemOffsetMs())
    const shiftMs = wall() - before
    current = { ...boot(), correccion_ms: correction, confianza, desde_en: desde_en + shiftMs }
    try {
      await boots.correct(numero, correction, confianza, shiftMs)
    } catch (error) {
      wallOffsetMs = wasOffsetMs
      current = { ...boot(), correccion_ms, confianza: was, desde_en }
      throw error
    }
  }

  const followSystem = async () => {
    // No battery: the system's clock tells nothing, and what is believed goes on from the build date.
    if (systemMs() < builtAt) return
    const { confianza } = boot()
    const differsMs = Math.abs(systemOffsetMs() - wallOffsetMs)
    if (confianza !== 'ntp' && confianza !== 'centro' && isSynchronised()) await believe(systemOffsetMs(), 'ntp')
    // Set by hand or by the centre: the system's clock is known to be wrong, whatever it jumps to.
    else if (confianza === 'telefono' || confianza === 'centro') return
    else if (differsMs > setMs) await believe(systemOffsetMs(), confianza)
    else wallOffsetMs = systemOffsetMs()
  }

  const raiseCeiling = async () => {
    const techo_nodo_ms = Math.floor(elapsed()) + ceilingAheadMs
    await boots.raise({ ...boot(), techo_nodo_ms })
    current = { ...boot(), techo_nodo_ms }
  }

  /** A laptop that slept: both times went on without the monotonic source. */
  const wakeUp = () => {
    const sleptMs = uptimeMs() - monotonicMs() - awakeOffsetMs
    if (sleptMs < setMs) return
    awakeOffsetMs += sleptMs
    startedAtMs -= sleptMs
    wallOffsetMs += sleptMs
  }

  const tick = async () => {
    try {
      wakeUp()
      // Early: a disk that is slow for a while does not make node time stand at its ceiling.
      if (boot().techo_nodo_ms - elapsed() < ceilingAheadMs / 2) await raiseCeiling()
      await followSystem()
    } catch (err) {
      log.warn({ err }, 'the clock could not be kept; trying again')
    }
  }

  return {
    name: 'clock',
    now,
    wall,
    wallOf: (nodoMs) => wall() + nodoMs - now(),
    boot,
    confidence: () => boot().confianza,
    setWall: async (paredMs, confianza) => {
      // Whoever knows better has already told the time.
      if (rank.indexOf(confianza) < rank.indexOf(boot().confianza)) return
      await believe(Math.max(builtAt, paredMs) - monotonicMs(), confianza)
    },
    start: async () => {
      const begun = await boots.begin(ceilingAheadMs, Math.max(builtAt, systemMs()))
      current = begun.boot
      startedAtMs = monotonicMs()
      awakeOffsetMs = uptimeMs() - startedAtMs
      wallOffsetMs = Math.max(builtAt, systemMs()) - startedAtMs
      if (systemMs() < builtAt) await believe(wallOffsetMs, 'baja')
      else await followSystem()
      timer = setInterval(() => {
        ticking = ticking.then(tick)
      }, tickMs)
    },
    stop: async () => {
      clearInterval(timer)
      await ticking
      await boots.end(boot().numero, now()).catch((error) => {
        if (!isAway(error)) throw error
        log.warn({ err: error }, 'storage is away: the next boot begins at the ceiling of this one')
      })
    },
  }
}
