import type { Clock } from '../clock.ts'
import { type Idioma, messageOf, NodoError } from '../errors.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { EstadoTrabajo, Trabajo, TrabajoGuardado } from '../model/trabajo.ts'
import type { Jobs } from './jobs.ts'
import type { JobStore } from './store.ts'

type Actor = NonNullable<Lector>

/** Jobs as those know them who asked for them. To everybody else but admins, a job is not there. */
export interface AskedJobs {
  /** Lets who asked for a job, and admins, at it. @throws NodoError trabajo_no_encontrado */
  admit(id: Id, actor: Actor): Promise<unknown>
  /** @throws NodoError trabajo_no_encontrado */
  read(id: Id, actor: Actor, idioma: Idioma): Promise<Trabajo>
  /** All of them, the newest first. @throws NodoError cursor_invalido */
  list(
    asked: { estado?: EstadoTrabajo; limite?: number; cursor?: string },
    idioma: Idioma,
  ): Promise<{ datos: Trabajo[]; siguiente: string | null }>
  /** Ends it, at work or not; cancelling twice is one. @throws NodoError trabajo_no_encontrado, trabajo_terminado */
  cancel(id: Id, actor: Actor): Promise<void>
  /** Begins anew what failed or was cancelled. @throws NodoError trabajo_no_encontrado, trabajo_sin_falla */
  retry(id: Id, actor: Actor, idioma: Idioma): Promise<Trabajo>
}

export interface AskedJobsDeps {
  store: Pick<JobStore, 'byId' | 'page' | 'cancel' | 'retry'>
  worker: Pick<Jobs, 'abandon'>
  clock: Pick<Clock, 'now' | 'wall'>
}

export const createAskedJobs = ({ store, worker, clock }: AskedJobsDeps): AskedJobs => {
  /** Why a job failed, or what it waits for, and how long. */
  const reasonOf = ({ error, disponible_nodo_ms }: TrabajoGuardado, idioma: Idioma): string | null => {
    if (error === null) return null
    const retryAfterS = Math.max(1, Math.ceil((disponible_nodo_ms - clock.now()) / 1000))
    return messageOf(new NodoError(error, { retryAfterS }), idioma)
  }
  const told = (job: TrabajoGuardado, idioma: Idioma): Trabajo => ({ ...job, error: reasonOf(job, idioma) })

  const owned = async (id: Id, actor: Actor): Promise<TrabajoGuardado> => {
    const job = await store.byId(id)
    if (!job || (actor.rol !== 'admin' && job.pedido_por !== actor.id)) throw new NodoError('trabajo_no_encontrado')
    return job
  }
  return {
    admit: owned,
    read: async (id, actor, idioma) => told(await owned(id, actor), idioma),
    async list({ estado, limite = 20, cursor }, idioma) {
      const { rows, next } = await store.page({ ...(estado && { estado }) }, limite, cursor)
      return { datos: rows.map((job) => told(job, idioma)), siguiente: next }
    },
    async cancel(id, actor) {
      const { estado } = await owned(id, actor)
      if (estado === 'cancelado') return
      if (!(await store.cancel(id, clock.wall()))) throw new NodoError('trabajo_terminado')
      worker.abandon(id)
    },
    async retry(id, actor, idioma) {
      await owned(id, actor)
      const job = await store.retry(id, clock.now())
      if (!job) throw new NodoError('trabajo_sin_falla')
      return told(job, idioma)
    },
  }
}
