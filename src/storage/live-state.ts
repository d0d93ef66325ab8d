/** How long live state stays, the same in both families: none of it is a fact, so all of it ends by itself. */
export const lifetimes = {
  /** Of a room in which nothing happens. */
  roomMs: 3_600_000,
  /** Of a session that is not seen: longer than an access token, after which it is seen again. */
  presenceMs: 20 * 60_000,
} as const

/** So many events of a room are kept (api.md, GET /api/live/{id}/events). */
export const roomEventsMost = 1_000

/** The place in front of the first event of a room. */
export const roomBegin = '0-0'

/** Less than 0 where event `a` is in front of `b`. */
export const compareEvents = (a: string, b: string): number => {
  const [bootA = 0, numberA = 0] = a.split('-').map(Number)
  const [bootB = 0, numberB = 0] = b.split('-').map(Number)
  return bootA - bootB || numberA - numberB
}
