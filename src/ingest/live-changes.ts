import { isAway } from '../errors.ts'

const RETRY_MS = 2000
/** So many changes of one live wait at most: an encoder that comes and goes twice a minute for a whole night. */
const KEPT = 2000

/** The live is on air since `at`, or waits for its encoder since then until node time `ends`. Wall clock and node time, ms. */
export type LiveChange = { to: 'en_vivo'; at: number } | { to: 'reconectando'; at: number; ends: number }

/** What one live became, on its way to storage, in order. */
export interface LiveChanges {
  add(change: LiveChange): void
  /** What it is, where storage does not know it yet. */
  last(): LiveChange | undefined
  /** Resolves when all of them are kept. @throws what storage says where it is away */
  flush(): Promise<void>
  /** The program stops, or the live is over: what could not be kept is not tried again. */
  close(): void
}

/**
 * A storage that is away is asked again until it is back: what it missed is which outages a recording has.
 * @param write keeps one change; `isLast` where none comes after it
 * @param inTurn runs the work when nothing else of this live is under way
 */
export const createLiveChanges = (deps: {
  write(change: LiveChange, isLast: () => boolean): Promise<void>
  inTurn(work: () => Promise<void>): Promise<void>
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void }
}): LiveChanges => {
  const untold: LiveChange[] = []
  let again: NodeJS.Timeout | undefined
  let waits = false
  let closed = false

  const flush = async () => {
    for (let change = untold[0]; change; change = untold[0]) {
      try {
        await deps.write(change, () => untold.length === 1)
        waits = false
      } catch (err) {
        if (isAway(err)) throw err
        deps.log.error({ err, change }, 'a live could not change its state')
      }
      untold.shift()
    }
  }
  const tell = () =>
    deps.inTurn(flush).catch((err) => {
      if (!waits) deps.log.warn({ err }, 'the state of a live waits for storage')
      waits = true
      if (!closed) again ??= setTimeout(retry, RETRY_MS).unref()
    })
  const retry = () => {
    again = undefined
    tell()
  }
  return {
    add(change) {
      // The two oldest that wait are one outage: without it the rest is still in order.
      if (untold.length >= KEPT) untold.splice(1, 2)
      untold.push(change)
      tell()
    },
    last: () => untold.at(-1),
    flush,
    close() {
      closed = true
      clearTimeout(again)
    },
  }
}
