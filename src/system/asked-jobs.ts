import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { Trabajo } from '../model/trabajo.ts'
import type { Jobs } from './jobs.ts'
import type { JobStore } from './store.ts'

type Actor = NonNullable<Lector>

/** Jobs as those know them who asked for them. To everybody else but admins, a job is not there. */
export interface AskedJobs {
  /** Lets who asked for a job, and admins, at it. @throws NodoError trabajo_no_encontrado */
  admit(id: Id, actor: Actor): Promise<unknown>
  /** @throws NodoError trabajo_no_encontrado */
  read(id: Id, actor: Actor): Promise<Trabajo>
  /** Ends it, at work or not; cancelling twice is one. @throws NodoError trabajo_no_encontrado, trabajo_terminado */
  cancel(id: Id, actor: Actor): Promise<void>
  /** Begins anew what failed or was cancelled. @throws NodoError trabajo_no_encontrado, trabajo_sin_falla */
  retry(id: Id, actor: Actor): Promise<Trabajo>
}

export interface AskedJobsDeps {
  store: Pick<JobStore, 'byId' | 'cancel' | 'retry'>
  worker: Pick<Jobs, 'abandon' | 'wake'>
  clock: Pick<Clock, 'now' | 'wall'>
}

export const createAskedJobs = ({ store, worker, clock }: AskedJobsDeps): AskedJobs => {
  const owned = async (id: Id, actor: Actor): Promise<Trabajo> => {
    const job = await store.byId(id)
    if (!job || (actor.rol !== 'admin' && job.pedido_por !== actor.id)) throw new NodoError('trabajo_no_encontrado')
    return job
  }
  return {
    admit: owned,
    read: owned,
    async cancel(id, actor) {
      const { estado } = await owned(id, actor)
      if (estado === 'cancelado') return
      if (!(await store.cancel(id, clock.wall()))) throw new NodoError('trabajo_terminado')
      worker.abandon(id)
    },
    async retry(id, actor) {
      await owned(id, actor)
      const job = await store.retry(id, clock.now())
      if (!job) throw new NodoError('trabajo_sin_falla')
      worker.wake()
      return job
    },
  }
}
