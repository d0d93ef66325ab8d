import { NodoError } from '../errors.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { Trabajo } from '../model/trabajo.ts'
import type { JobStore } from './store.ts'

type Actor = NonNullable<Lector>

/** Jobs as those know them who asked for them. To everybody else but admins, a job is not there. */
export interface AskedJobs {
  /** Lets who asked for a job, and admins, at it. @throws NodoError trabajo_no_encontrado */
  admit(id: Id, actor: Actor): Promise<unknown>
  /** @throws NodoError trabajo_no_encontrado */
  read(id: Id, actor: Actor): Promise<Trabajo>
}

export const createAskedJobs = ({ store }: { store: Pick<JobStore, 'byId'> }): AskedJobs => {
  const owned = async (id: Id, actor: Actor): Promise<Trabajo> => {
    const job = await store.byId(id)
    if (!job || (actor.rol !== 'admin' && job.pedido_por !== actor.id)) throw new NodoError('trabajo_no_encontrado')
    return job
  }
  return { admit: owned, read: owned }
}
