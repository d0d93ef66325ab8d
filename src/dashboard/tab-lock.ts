const KEY = 'nodo.renovando'
const HELD_MS = 8_000
const SETTLE_MS = 30

/**
 * Runs `act` in one tab of this browser at a time. The browser's own locks exist only on HTTPS, and a box speaks plain
 * HTTP; two tabs that rotate the same refresh token would have the whole sign-in revoked as stolen.
 * A tab that closes while it holds the lock frees it after 8 s.
 */
export const createTabLock =
  (storage: Storage, me: string) =>
  async <T>(act: () => Promise<T>): Promise<T> => {
    const holder = () => {
      const [who, until] = (storage.getItem(KEY) ?? '').split(' ')
      return Number(until) > Date.now() ? who : undefined
    }
    for (;;) {
      if (holder() === undefined) storage.setItem(KEY, `${me} ${Date.now() + HELD_MS}`)
      // Two tabs may write in the same instant; the last one stands, and after a moment both see which.
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS + Math.random() * SETTLE_MS))
      if (holder() === me) break
    }
    try {
      return await act()
    } finally {
      if (holder() === me) storage.removeItem(KEY)
    }
  }
