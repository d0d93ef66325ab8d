import { Readable } from 'node:stream'

/** One event of a stream: `datos` is told as JSON. */
export interface StreamEvent {
  id?: string
  tipo: string
  datos: unknown
}

export interface EventStream {
  /** What the answer is made of. */
  readonly body: Readable
  /** Tells one event; false where the reader does not keep up and is let go: it comes back and goes on by `Last-Event-ID`. */
  send(event: StreamEvent): boolean
  /** There is nothing more to tell. */
  close(): void
  /** Calls it once the reader is gone. */
  ended(listener: () => void): void
}

/** Proxies and phones close what is silent for long. */
const aliveEveryMs = 25_000
/** So much may wait for a reader. */
const waitingMost = 256 * 1024
const retryMs = 3_000

/** Server-Sent Events (HTML Living Standard, 9.2): a line of JSON an event, a comment where nothing happens. */
export const createEventStream = (): EventStream => {
  const body = new Readable({ read: () => undefined, highWaterMark: waitingMost })
  body.push(`retry: ${retryMs}\n\n`)
  const alive = setInterval(() => body.push(':\n\n'), aliveEveryMs)
  body.once('close', () => clearInterval(alive))
  let closed = false
  return {
    body,
    send({ id, tipo, datos }) {
      if (body.destroyed || closed) return false
      if (body.readableLength > waitingMost) {
        body.destroy()
        return false
      }
      body.push(`${id === undefined ? '' : `id: ${id}\n`}event: ${tipo}\ndata: ${JSON.stringify(datos)}\n\n`)
      return true
    },
    close() {
      if (closed) return
      closed = true
      clearInterval(alive)
      body.push(null)
    },
    ended: (listener) => {
      body.once('close', listener)
    },
  }
}
