import type { Lock, Locker } from '@tus/server'

interface Held {
  /** Asks whoever holds it to end soon. */
  ask(): void
  ended: Promise<void>
  end(): void
}

/**
 * One request at a time on each upload. Whoever comes later asks the earlier one to end, which is a connection that its
 * client has given up, and waits without spinning, as the library's own does not.
 */
export const createLocker = (): Locker => {
  const held = new Map<string, Held>()

  const hold = (id: string, ask: () => void): void => {
    const { promise, resolve } = Promise.withResolvers<void>()
    held.set(id, { ask, ended: promise, end: resolve })
  }

  const newLock = (id: string): Lock => ({
    async lock(signal, requestRelease) {
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      for (let other = held.get(id); other; other = held.get(id)) {
        other.ask()
        await Promise.race([other.ended, aborted])
        signal.throwIfAborted()
      }
      hold(id, () => void requestRelease())
    },
    async unlock() {
      const mine = held.get(id)
      held.delete(id)
      mine?.end()
    },
  })
  return { newLock }
}
