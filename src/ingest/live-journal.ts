import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo } from '../model/transmision.ts'
import type { LiveStore } from './store.ts'

const RETRY_MS = 2000

/** The rows of one live's journal on their way to storage, in order. */
export interface LiveJournal {
  add(rows: readonly SegmentoVivo[]): void
  /** Resolves when what was added is durable, or was tried. */
  written(): Promise<void>
  /** Resolves when all that was added is durable. @throws what storage says where it is not */
  flush(): Promise<void>
  /** The program stops: what could not be written is not tried again. */
  close(): void
}

/** Nothing is lost where storage fails: the segments are on disk, and their rows are tried again with the next. */
export const createLiveJournal = (deps: {
  live: Id
  store: Pick<LiveStore, 'journal'>
  log: { error(fields: object, message: string): void }
}): LiveJournal => {
  const unwritten: SegmentoVivo[] = []
  let writing: Promise<void> = Promise.resolve()
  let closed = false
  let failure: unknown

  const write = async () => {
    const batch = unwritten.splice(0)
    if (batch.length === 0) return
    try {
      await deps.store.journal(batch)
      failure = undefined
    } catch (err) {
      if (failure === undefined)
        deps.log.error({ err, live: deps.live }, 'the journal of a live could not be written; it is tried again')
      failure = err
      unwritten.unshift(...batch)
      if (!closed) setTimeout(add, RETRY_MS, []).unref()
    }
  }
  const add = (rows: readonly SegmentoVivo[]) => {
    unwritten.push(...rows)
    writing = writing.then(write)
  }
  return {
    add,
    written: () => writing,
    async flush() {
      add([])
      await writing
      if (failure !== undefined) throw failure
    },
    close() {
      closed = true
    },
  }
}
