import type { Id } from '../model/primitives.ts'
import type { TransmisionGuardada } from '../model/transmision.ts'
import { type Air, createAir } from './air.ts'
import { createLiveChanges, type LiveChange, type LiveChanges } from './live-changes.ts'
import { createLiveJournal, type LiveJournal } from './live-journal.ts'
import type { LiveStore, LiveWithCreator } from './store.ts'

/** A live as this program holds it while it is not over. */
export interface Held {
  id: Id
  air: Air
  /** Its changes of state, one after the other. */
  queue: Promise<unknown>
  grace: NodeJS.Timeout | undefined
  /** It is over, and lingers for those who still hear its last seconds. */
  ended: boolean
  /** Its encoder is there, whatever storage knows of it. */
  on: boolean
  /** Its encoder was let go, and storage could not keep its end yet. */
  ending: boolean
  changes: LiveChanges
  journal: LiveJournal
  /** Its record as storage told it last. */
  known: LiveWithCreator
}

/** Runs the work when what was asked of this live before is done, however it ended. */
export const inTurn = <T>(held: Held, work: () => Promise<T>): Promise<T> => {
  const result = held.queue.then(work)
  held.queue = result.catch(() => undefined)
  return result
}

/** Storage told its record; an answer that a newer one overtook is let go. */
export const learn = (held: Held, told: LiveWithCreator): void => {
  if (told.transmision.version >= held.known.transmision.version) held.known = told
}

export const createHeld = (
  known: LiveWithCreator,
  deps: {
    prefix: string
    store: Pick<LiveStore, 'journal'>
    write(change: LiveChange, isLast: () => boolean): Promise<void>
    log: { warn(fields: object, message: string): void; error(fields: object, message: string): void }
  },
): Held => {
  const { prefix, store, write, log } = deps
  const { id, espectadores_max } = known.transmision
  const held: Held = {
    id,
    known,
    air: createAir(prefix, espectadores_max),
    queue: Promise.resolve(),
    grace: undefined,
    ended: false,
    on: false,
    ending: false,
    changes: createLiveChanges({ write, inTurn: (work) => inTurn(held, work), log }),
    journal: createLiveJournal({ live: id, store, log }),
  }
  return held
}

/** The record as it was last known, with what storage has not been told yet. */
export const current = ({ changes, known: { transmision } }: Held): TransmisionGuardada => {
  const last = changes.last()
  if (!last || (last.to === 'reconectando' && transmision.estado === 'preparada')) return transmision
  return { ...transmision, estado: last.to, vence_nodo_ms: last.to === 'en_vivo' ? null : last.ends }
}
