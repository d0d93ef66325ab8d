import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { type Amf0, amf0, EcmaArray } from './amf0.ts'

/** How an encoder speaks RTMP. The defaults are those of OBS. */
export interface Manners {
  app?: string
  /** Bytes a chunk, said with Set Chunk Size where it is not the 128 that a connection begins with. */
  chunkSize?: number
  /** The fields of onMetaData; false where none is sent. */
  metadata?: Record<string, Amf0> | false
  /** Metadata in a message of type 15, as encoders do that speak AMF3. */
  amf3?: boolean
  /** Whether releaseStream and FCPublish come first. */
  flash?: boolean
}

export interface Publisher {
  readonly socket: Socket
  /** The codes of NetStream that were told so far. */
  readonly told: string[]
  /** What the last of them said. */
  said(): string
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>
  /** One message. @param timestamp ms modulo 2^32 */
  send(type: number, timestamp: number, payload: Uint8Array): void
  command(...values: Amf0[]): void
  /** Resolves with the code that answers the publish: Start, or BadName. @throws where the connection ends before */
  readonly answered: Promise<string>
  /** Unpublishes and closes, as an encoder that is stopped. */
  stop(): Promise<void>
  /** Cuts the connection without a word. */
  destroy(): void
}

const COMMAND = 20
/** The fields `code` and `description` of an onStatus, as AMF0 lays them out. */
const STATUS = /(NetStream\.[A-Za-z.]+)[^ -~]{2}description[^ -~].{2}([ -~]*)/gs
const STREAMS: Record<number, number> = { 8: 4, 9: 6, 15: 4, 18: 4, [COMMAND]: 3, 1: 2, 4: 2 }

/** A message in chunks (RTMP 1.0, 5.3.1), the first with a whole header. */
export const chunked = (type: number, timestamp: number, payload: Uint8Array, chunkSize: number, stream: number) => {
  const id = STREAMS[type] ?? 3
  const extended = timestamp >= 0xffffff
  const long = Buffer.alloc(extended ? 4 : 0)
  if (extended) long.writeUInt32BE(timestamp >>> 0)
  const head = Buffer.alloc(12)
  head[0] = id
  head.writeUIntBE(extended ? 0xffffff : timestamp, 1, 3)
  head.writeUIntBE(payload.length, 4, 3)
  head[7] = type
  head.writeUInt32LE(stream, 8)
  const parts: Uint8Array[] = [head, long, payload.subarray(0, chunkSize)]
  for (let at = chunkSize; at < payload.length; at += chunkSize)
    parts.push(Buffer.of(0xc0 | id), long, payload.subarray(at, at + chunkSize))
  return Buffer.concat(parts)
}

/** C0, C1 and, once S1 is there, C2: the simple handshake (5.2). */
export const handshake = async (socket: Socket): Promise<void> => {
  const c1 = randomBytes(1536)
  c1.fill(0, 0, 8)
  socket.write(Buffer.concat([Buffer.of(3), c1]))
  let answer = Buffer.alloc(0)
  while (answer.length < 3073) {
    answer = Buffer.concat([answer, await next(socket)])
  }
  socket.write(answer.subarray(1, 1537))
}

const next = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the server closed the connection'))
    socket.once('close', gone)
    socket.once('data', (data: Buffer) => {
      socket.off('close', gone)
      resolve(data)
    })
  })

/** The beginning of a session up to its publish, as one piece of bytes each. */
export const opening = (key: string, manners: Manners = {}): Buffer[] => {
  const { app = 'live', chunkSize = 4096, flash = true } = manners
  const size = Buffer.alloc(4)
  size.writeUInt32BE(chunkSize)
  const command = (stream: number, ...values: Amf0[]) => chunked(COMMAND, 0, amf0(...values), chunkSize, stream)
  return [
    ...(chunkSize === 128 ? [] : [chunked(1, 0, size, 128, 0)]),
    command(0, 'connect', 1, { app, type: 'nonprivate', flashVer: 'FMLE/3.0', tcUrl: `rtmp://127.0.0.1/${app}` }),
    ...(flash ? [command(0, 'releaseStream', 2, null, key), command(0, 'FCPublish', 3, null, key)] : []),
    command(0, 'createStream', 4, null),
    command(1, 'publish', 5, null, key, 'live'),
  ]
}

/** What OBS says of what it sends. */
export const obsMetadata = {
  duration: 0,
  width: 320,
  height: 180,
  videocodecid: 7,
  framerate: 25,
  audiocodecid: 10,
  encoder: 'obs-output module (libobs version 30.2.2)',
}

/**
 * Connects and asks to publish.
 * @throws where the connection is closed during the handshake
 */
export const publishTo = async (port: number, key: string, manners: Manners = {}): Promise<Publisher> => {
  const { chunkSize = 4096, metadata = obsMetadata, amf3 = false } = manners
  const socket = connect(port, '127.0.0.1')
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => undefined)
  socket.setNoDelay(true)
  await handshake(socket)
  const told: string[] = []
  let said = ''
  let answer: (code: string) => void
  let fail: (error: Error) => void
  const answered = new Promise<string>((resolve, reject) => {
    answer = resolve
    fail = reject
  })
  answered.catch(() => undefined)
  closed.then(() => fail(new Error('the server closed the connection')))
  let heard = ''
  socket.on('data', (data) => {
    // The server's messages are short and in one chunk: their codes can be read where they stand.
    heard = (heard + data.toString('latin1')).slice(-4000)
    for (const [, code = '', description = ''] of heard.matchAll(STATUS)) {
      told.push(code)
      said = description
      answer(code)
    }
    heard = heard.replaceAll(STATUS, '')
  })
  for (const bytes of opening(key, manners)) socket.write(bytes)
  const send = (type: number, timestamp: number, payload: Uint8Array) => {
    if (!socket.destroyed) socket.write(chunked(type, timestamp, payload, chunkSize, 1))
  }
  const command = (...values: Amf0[]) => send(COMMAND, 0, amf0(...values))
  if (metadata) {
    const message = amf0('@setDataFrame', 'onMetaData', new EcmaArray(metadata))
    if (amf3) send(15, 0, Buffer.concat([Buffer.of(0), message]))
    else send(18, 0, message)
  }
  return {
    socket,
    told,
    said: () => said,
    closed,
    send,
    command,
    answered,
    async stop() {
      command('FCUnpublish', 6, null, key)
      command('deleteStream', 7, null, 1)
      socket.end()
      await closed
    },
    destroy: () => socket.destroy(),
  }
}
