import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { handshake } from '../ingest/rtmp-publisher.ts'

/** What somebody says to the RTMP port who may be no encoder at all. */
export interface Words {
  /** Before them, a handshake as it should be. */
  greets?: boolean
  pieces: readonly Uint8Array[]
  /** Between two pieces. */
  pauseMs?: number
  /** Closes its side when all is said, instead of waiting for the server to do it. */
  leaves?: boolean
  /** Goes away when this says so. */
  until?: AbortSignal
}

/** Says them. @returns what was heard until the connection was closed, the handshake left out */
export const say = async (
  port: number,
  { greets = true, pieces, pauseMs = 0, leaves = false, until }: Words,
): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  // Being cut off is what most of them come for.
  socket.on('error', () => undefined)
  until?.addEventListener('abort', () => socket.destroy())
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  if (greets) await handshake(socket).catch(() => undefined)
  let heard = ''
  socket.on('data', (data) => {
    heard += data.toString('latin1')
  })
  for (const piece of pieces) {
    if (socket.destroyed) break
    socket.write(piece)
    if (pauseMs > 0) await sleep(pauseMs)
  }
  if (leaves) socket.end()
  await closed
  return heard
}
