import { type Connection, createConnection } from './connection.ts'
import type { createTimeline, Unit } from './timeline.ts'

/** What the viewers of one process met in the stretch that is measured. */
export interface Tally {
  on: boolean
  requests: number
  bytes: number
  stalls: number
  stallMs: number
  /** Times a viewer fell out of the playlist. */
  lost: number
  errors: Record<string, number>
  /** ms between the end of a part on the live's timeline and its arrival; only differences say something. */
  arrivals: number[]
}

export const newTally = (): Tally => ({
  on: false,
  requests: 0,
  bytes: 0,
  stalls: 0,
  stallMs: 0,
  lost: 0,
  errors: {},
  arrivals: [],
})

const retryMs = 200

/**
 * One viewer of low-latency HLS: a connection for blocking reloads and one for media, and the buffer as a sum: play
 * begins PART-HOLD-BACK behind the edge once all up to the edge is there, and a part that arrives after its moment is a
 * standstill which makes everything later due by as much.
 * @param token by which the box counts viewers
 */
export const createViewer = (playlist: URL, token: string, read: ReturnType<typeof createTimeline>, tally: Tally) => {
  const host = playlist.hostname
  const port = Number(playlist.port)
  const reloads = createConnection(host, port)
  const media = createConnection(host, port)
  const folder = playlist.pathname.slice(0, playlist.pathname.lastIndexOf('/') + 1)
  let queue: Unit[] = []
  let edge: Unit | undefined
  let last: Unit | undefined
  let fetching = false
  let begun: number | undefined
  let startAt = 0
  let shift = 0
  let stalled = 0
  let gone = false

  const count = (bytes: number) => {
    if (!tally.on) return
    tally.requests++
    tally.bytes += bytes
  }
  const fault = (what: string) => {
    if (tally.on && !gone) tally.errors[what] = (tally.errors[what] ?? 0) + 1
  }
  const standStill = (ms: number) => {
    shift += ms
    if (!tally.on) return
    tally.stalls++
    tally.stallMs += ms
    stalled++
  }

  const arrived = (unit: Unit) => {
    const now = performance.now()
    if (begun === undefined) {
      if (unit === edge) begun = now
      return
    }
    if (tally.on) tally.arrivals.push(now - unit.end * 1000)
    const late = now - (begun + shift + (unit.start - startAt) * 1000)
    if (late > 0) standStill(late)
  }

  const fetchNext = () => {
    const unit = queue[0]
    if (fetching || !unit || gone) return
    fetching = true
    queue.shift()
    media.get(folder + unit.uri, false, (error, status, bytes) => {
      fetching = false
      if (error) fault(`media: ${error.message}`)
      else {
        count(bytes)
        if (status === 200) arrived(unit)
        else fault(`media ${status}`)
      }
      fetchNext()
    })
  }

  const join = (units: readonly Unit[], hold: number) => {
    const newest = units.at(-1) as Unit
    startAt = Math.max(units[0]?.start ?? 0, newest.end - hold)
    const from = units.findLastIndex((unit) => unit.independent && unit.start <= startAt + 1e-6)
    queue = units.slice(Math.max(0, from))
    edge = last = newest
  }

  const extend = (units: readonly Unit[]) => {
    const { msn, part } = last as Unit
    const fresh = units.filter((unit) => unit.msn > msn || (unit.msn === msn && unit.part > part && !unit.whole))
    const first = fresh[0]
    if (!first) return
    if (first.msn > msn + 1) {
      if (tally.on) tally.lost++
      standStill(0)
    }
    queue.push(...fresh)
    last = fresh.at(-1)
  }

  const reload = (ask: string) => {
    if (gone) return
    reloads.get(`${playlist.pathname}?s=${token}${ask}`, true, (error, status, bytes, body) => {
      if (gone) return
      if (!error) count(bytes)
      const listing = !error && status === 200 ? read(body) : undefined
      if (!listing) {
        fault(error ? `playlist: ${error.message}` : `playlist ${status}`)
        setTimeout(reload, retryMs, ask)
        return
      }
      if (last) extend(listing.units)
      else {
        join(listing.units, listing.partHoldBack)
        media.get(folder + listing.init, false, (_error, _status, size) => {
          count(size)
          fetchNext()
        })
      }
      if (edge !== last || begun !== undefined) fetchNext()
      reload(`&_HLS_msn=${listing.next.msn}&_HLS_part=${listing.next.part}`)
    })
  }

  return {
    watch: () => reload(''),
    check(): void {
      for (const connection of [reloads, media] satisfies Connection[]) connection.check()
    },
    playing: () => begun !== undefined,
    /** Standstills since the last `forget`. */
    stalls: () => stalled,
    forget() {
      stalled = 0
    },
    leave() {
      gone = true
      reloads.end()
      media.end()
    },
  }
}
