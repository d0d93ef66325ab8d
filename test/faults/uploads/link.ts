import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** A slow link between senders and a node that may come back at another port. */
export interface Link {
  readonly url: string
  /** What has gone over it towards the node, whatever became of it there, in bytes. */
  readonly passed: number
  /** Where the node is from now on. */
  leadTo(nodeUrl: string): void
  close(): Promise<void>
}

const stepMs = 5

export const openLink = async (bytesPerSecond: number): Promise<Link> => {
  const sockets = new Set<Socket>()
  let node = { host: '127.0.0.1', port: 0 }
  let passed = 0
  let dueMs = 0
  const slice = Math.ceil((bytesPerSecond * stepMs) / 1000)

  async function* paced(source: AsyncIterable<Buffer>) {
    for await (const piece of source)
      for (let at = 0; at < piece.length; at += slice) {
        const part = piece.subarray(at, at + slice)
        // A link that was idle saves nothing up.
        dueMs = Math.max(dueMs, performance.now() - stepMs) + (part.length / bytesPerSecond) * 1000
        const early = dueMs - performance.now()
        if (early > 0) await sleep(early)
        passed += part.length
        yield part
      }
  }
  /** Whatever ends one side ends the other: that is all there is to say of it. */
  const over = () => undefined
  const server = createServer((sender) => {
    const away = connect(node)
    for (const socket of [sender, away]) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
    pipeline(sender, paced, away).catch(over)
    pipeline(away, sender).catch(over)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get passed() {
      return passed
    },
    leadTo(nodeUrl) {
      node = { host: '127.0.0.1', port: Number(new URL(nodeUrl).port) }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
