import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseMedia } from '../../src/packaging/parse-playlist.ts'

/** IPv4 and TCP with timestamps, without what the link puts around them. */
const packetHead = 52
/** What a packet of Ethernet or Wi-Fi carries besides. */
const packetBody = 1448

/** What went over the connection, both ways, in bytes. */
export interface Wire {
  requests: number
  sent: number
  received: number
  /** An estimate of the packets' own headers, each data packet acknowledged by one of its own. */
  packets: number
}

export const totalOf = ({ sent, received, packets }: Wire): number => sent + received + packets

/** As a phone's browser asks. */
const browserHead = (host: string) =>
  [
    `Host: ${host}`,
    'Connection: keep-alive',
    'User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Accept: */*',
    `Referer: http://${host}/v/k7mp2`,
    'Accept-Encoding: gzip, deflate',
    'Accept-Language: es-CO,es;q=0.9',
  ].join('\r\n')

/** One TCP connection whose bytes are counted by its socket. */
const createCounted = async (host: string, port: number) => {
  const socket = connect(port, host)
  await once(socket, 'connect')
  socket.setNoDelay(true)
  const wire: Wire = { requests: 0, sent: 0, received: 0, packets: 0 }
  const chunks: Buffer[] = []
  let wake: (() => void) | undefined
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    wake?.()
  })

  const get = async (path: string): Promise<Buffer> => {
    const request = `GET ${path} HTTP/1.1\r\n${browserHead(`${host}:${port}`)}\r\n\r\n`
    const [sent, received] = [socket.bytesWritten, socket.bytesRead]
    socket.write(request)
    for (;;) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      const all = Buffer.concat(chunks)
      const end = all.indexOf('\r\n\r\n')
      const head = all.subarray(0, Math.max(0, end)).toString('latin1')
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)
      if (end < 0 || !length || all.length < end + 4 + Number(length[1])) continue
      chunks.length = 0
      if (!head.startsWith('HTTP/1.1 200')) throw new Error(`${head.slice(0, 12)} for ${path}`)
      wire.requests++
      wire.sent += socket.bytesWritten - sent
      wire.received += socket.bytesRead - received
      const data = Math.ceil((socket.bytesRead - received) / packetBody)
      wire.packets += packetHead * (Math.ceil((socket.bytesWritten - sent) / packetBody) + 2 * data)
      return all.subarray(end + 4)
    }
  }
  return { get, wire: () => ({ ...wire }), end: () => socket.destroy() }
}

/**
 * Listens to a rendition as a player of plain HLS does, and counts.
 * @param segments that are counted, whole ones, after `skip` others
 */
export const listen = async (playlist: URL, token: string, skip: number, segments: number) => {
  const connection = await createCounted(playlist.hostname, Number(playlist.port))
  const folder = playlist.pathname.slice(0, playlist.pathname.lastIndexOf('/') + 1)
  let before: Wire | undefined
  let next: number | undefined
  let got = 0
  let mediaBytes = 0
  let seconds = 0
  try {
    for (;;) {
      const asked = performance.now()
      const listed = parseMedia((await connection.get(`${playlist.pathname}?s=${token}`)).toString())
      const end = listed.mediaSequence + listed.segments.length
      if (next === undefined) {
        next = Math.max(listed.mediaSequence, end - 3)
        await connection.get(folder + listed.segments.at(-1)?.map)
      }
      const fresh = listed.segments.slice(next - listed.mediaSequence)
      next = end
      for (const { uri, duration } of fresh) {
        const bytes = await connection.get(folder + uri)
        got++
        if (before) {
          mediaBytes += bytes.length
          seconds += duration
        }
        // Counted from the end of one segment to the end of another: so many reloads as segments.
        if (got === skip) before = connection.wire()
        if (got === skip + segments && before) return { ...between(before, connection.wire()), mediaBytes, seconds }
      }
      const pause = listed.targetDuration * (fresh.length > 0 ? 1000 : 500)
      await sleep(Math.max(0, pause - (performance.now() - asked)))
    }
  } finally {
    connection.end()
  }
}

const between = (from: Wire, to: Wire): Wire => ({
  requests: to.requests - from.requests,
  sent: to.sent - from.sent,
  received: to.received - from.received,
  packets: to.packets - from.packets,
})
