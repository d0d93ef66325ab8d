import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { type ErrorCode, NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'
import type { TipoTrabajo, TrabajoGuardado } from '../model/trabajo.ts'
import type { Service } from '../service.ts'
import type { JobCalls, JobStore } from './store.ts'

export interface JobContext {
  /** Tells how far it is, from 0 to 1; kept with the next renewal of the lease. */
  progress(done: number): void
  /** Aborted when the program stops or the job is not ours any more: end soon, undoing what is half made. */
  signal: AbortSignal
  /** Where this attempt fails, the job has failed, unless it may wait. */
  last: boolean
}

/** Does one job, which may have been begun before: what an attempt left is there. Throws where it fails. */
export type JobHandler = (job: TrabajoGuardado, context: JobContext) => Promise<void>

export interface JobsDeps {
  store: Pick<JobStore, 'lease' | 'renew' | 'release' | 'postpone' | 'succeed' | 'fail'>
  calls: JobCalls
  clock: Pick<Clock, 'now' | 'wall' | 'boot'>
  log: { info(fields: object, text: string): void; error(fields: object, text: string): void }
  /** Of the types that are worked off here. */
  handlers: Partial<Record<TipoTrabajo, JobHandler>>
  /** How often it looks by itself. */
  lookEveryMs?: number
}

export interface Jobs extends Service {
  /** A job, or what one is about, is gone or cancelled: what is at work on it ends at once. @param id of either */
  abandon(id: Id): void
}

const leaseMs = 30_000
const renewEveryMs = 10_000
const attempts = 3
/** Before attempt 2 and 3. */
const retryAfterMs = [10_000, 60_000]

/** A failure as it is kept; what is no error of ours is told in the log alone. */
const codeOf = (error: unknown): ErrorCode => (error instanceof NodoError ? error.code : 'error_interno')

/**
 * Works off the jobs, one at a time: when it is called, and what no call came for every 10 s. A lease lasts 30 s of node
 * time and is renewed every 10 s, so a job whose process was killed is taken up again; a job that fails is tried three
 * times, unless its error says that this comes to the same. A NodoError that says when to try again is no failure: the job waits until then, its code kept, as often as it
 * takes. `stop` aborts the one at work and gives it back; what was abandoned is not there to be given back, and is no
 * failure.
 */
export const createJobs = ({ store, calls, clock, log, handlers, lookEveryMs = 10_000 }: JobsDeps): Jobs => {
  const types = Object.keys(handlers) as TipoTrabajo[]
  let stopping = new AbortController()
  let working: Promise<void> = Promise.resolve()
  let turn: Promise<unknown> = Promise.resolve()
  let unfollow = async () => {}
  let current: { job: TrabajoGuardado; controller: AbortController } | undefined

  const holder = () => `arranque-${clock.boot().numero}`

  const stopped = () => stopping.signal.aborted
  const rest = () => wait(lookEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined)

  /** Runs the handler while the lease is kept alive. */
  const attempt = async (job: TrabajoGuardado, controller: AbortController): Promise<void> => {
    let progress = job.progreso
    const renew = async () => {
      try {
        if (!(await store.renew(job.id, holder(), progress, clock.now() + leaseMs))) controller.abort()
      } catch (err) {
        log.error({ err, job: job.id }, 'the lease of a job could not be renewed; trying again')
      }
    }
    const timer = setInterval(renew, renewEveryMs)
    try {
      await handlers[job.tipo]?.(job, {
        progress: (done) => {
          progress = Math.min(1, Math.max(0, done))
        },
        signal: controller.signal,
        last: job.intentos >= attempts,
      })
    } finally {
      clearInterval(timer)
    }
  }

  const perform = async (job: TrabajoGuardado) => {
    const controller = new AbortController()
    current = { job, controller }
    if (stopped()) controller.abort()
    try {
      await attempt(job, controller)
      await store.succeed(job.id, holder(), clock.wall())
      log.info({ job: job.id, type: job.tipo }, 'a job is done')
    } catch (err) {
      // Also where the lease was lost: then there is nothing left to give back.
      if (controller.signal.aborted) return await store.release(job.id, holder())
      if (err instanceof NodoError && err.retryAfterS !== undefined) {
        log.info({ job: job.id, type: job.tipo, code: err.code }, 'a job waits')
        return await store.postpone(job.id, holder(), codeOf(err), clock.now() + err.retryAfterS * 1000)
      }
      const hopeless = job.intentos >= attempts || (err instanceof NodoError && err.hopeless)
      const waitMs = hopeless ? undefined : retryAfterMs[job.intentos - 1]
      const retryAtNodoMs = waitMs === undefined ? undefined : clock.now() + waitMs
      let ours = true
      try {
        ours = await store.fail(job.id, holder(), codeOf(err), clock.wall(), retryAtNodoMs)
      } finally {
        // What it was about may have gone a moment ago, and that is what it died of.
        if (ours) log.error({ err, job: job.id, type: job.tipo, attempt: job.intentos, waitMs }, 'a job failed')
      }
    } finally {
      current = undefined
    }
  }

  /** @returns whether there was one to do */
  const takeOne = async (): Promise<boolean> => {
    if (stopped()) return false
    try {
      const now = clock.now()
      const job = await store.lease(types, holder(), now, now + leaseMs)
      if (job) await perform(job)
      return job !== undefined
    } catch (err) {
      log.error({ err }, 'jobs cannot be read or kept; trying again')
      return false
    }
  }
  const take = (): Promise<boolean> => {
    const taken = turn.then(takeOne)
    turn = taken
    return taken
  }

  const work = async () => {
    while (!stopped()) if (!(await take())) await rest()
  }

  return {
    name: 'jobs',
    abandon: (id) => {
      if (current && [current.job.id, current.job.objeto_id].includes(id)) current.controller.abort()
    },
    start: async () => {
      stopping = new AbortController()
      unfollow = calls.follow(take, clock.now)
      working = work()
    },
    stop: async () => {
      stopping.abort()
      // First, so that what is given back calls somebody else.
      const unfollowed = unfollow()
      current?.controller.abort()
      await working
      await turn
      await unfollowed
    },
  }
}
