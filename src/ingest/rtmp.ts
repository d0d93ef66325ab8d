import type { AddressInfo, Server, Socket } from 'node:net'
import context from 'node-media-server/src/core/context.js'
import logger from 'node-media-server/src/core/logger.js'
import amf from 'node-media-server/src/protocol/amf.js'
import NodeRtmpServer from 'node-media-server/src/server/rtmp_server.js'
import type { Packet, RtmpSession } from 'node-media-server/src/session/rtmp_session.js'
import { AUDIO_TAG, SCRIPT_TAG, VIDEO_TAG } from './flv.ts'

/** A connection must be publishing by then. */
const HANDSHAKE_MS = 10_000
/** No media for this long and the connection is taken for dead. */
export const DEAD_MS = 10_000
const MOST_UNKNOWN_CONNECTIONS = 64
const MOST_CHUNK_STREAMS = 64
/** Answers that a connection has not read; one that reads none is no encoder. */
const MOST_UNREAD_BYTES = 64 * 1024
/** RTMP 1.0 §5.4.1: larger ones mean the same, since no message is longer. */
const MOST_CHUNK_BYTES = 0xffffff
/** Metadata in the manner of AMF3: a byte of format, then AMF0 (RTMP 1.0 §7.1.2). */
const AMF3_DATA = 15
/** Commands and metadata are short; decoding a long one would hold the thread up. */
const MOST_COMMAND_BYTES = 64 * 1024
/** Once a key is accepted: the largest key frame. */
const MOST_MESSAGE_BYTES = 8 * 1024 * 1024
const APP = 'live'
const NAME = /^[A-Za-z0-9_-]{1,128}$/

/** A connection whose key was accepted. */
export interface Publisher {
  readonly address: string
  /** Tells the encoder why, in RTMP's own terms, and drops it. */
  refuse(reason: string): void
  /** Drops it without a word. */
  destroy(): void
}

/** What becomes of an accepted publisher's messages. */
export interface Sink {
  metadata(fields: Record<string, unknown>): void
  packet(type: number, timestamp: number, payload: Uint8Array): void
  closed(): void
}

export interface RtmpDeps {
  /**
   * Whether this key may publish now. Resolves to what takes the media, or to undefined: refused.
   * The encoder is told "Start" only after that.
   */
  accept(key: string, publisher: Publisher): Promise<Sink | undefined>
  /** A connection was dropped for what it sent, or for an error of ours while taking it. */
  dropped(address: string, cause: unknown): void
}

export interface RtmpServer {
  /** @returns the port. @throws the listen error (EADDRINUSE …) */
  start(host: string, port: number): Promise<number>
  stop(): Promise<void>
}

/**
 * The RTMP server: node-media-server's handshake, chunk and command parser behind guards of ours. A malformed message
 * costs its own connection and nothing else; nobody plays; "Publish.Start" is said only once the key is accepted.
 * Of its broadcast, GOP cache and grace nothing is used: media go straight to the publish.
 */
export const createRtmpServer = (deps: RtmpDeps): RtmpServer => {
  // Its log lines carry stream keys.
  logger.log = () => undefined
  // Any port makes it create its listener; ours is given to listen() below, where a failure is an error, not an exit.
  context.config = { bind: '127.0.0.1', rtmp: { port: 1 } }
  const server: Server = new NodeRtmpServer().tcpServer
  const sockets = new Set<Socket>()
  /** Connections that nobody vouches for, the oldest first. */
  const unknown = new Set<Socket>()

  // Runs right after the server's own handler, which has registered the session of this socket.
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const session = [...context.sessions.values()].find((one) => one.socket === socket)
    if (!session) return socket.destroy()
    // The oldest goes, not the newest: an encoder says its key at once, and whoever only holds connections open does not.
    const [oldest] = unknown
    if (unknown.size >= MOST_UNKNOWN_CONNECTIONS) oldest?.destroy()
    unknown.add(socket)
    guard(session, deps, () => unknown.delete(socket))
  })

  return {
    start: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve((server.address() as AddressInfo).port)
        })
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** @param known to be called when the connection is no longer one that nobody vouches for */
const guard = (session: RtmpSession, deps: RtmpDeps, known: () => void) => {
  const { socket, rtmp } = session
  let sink: Sink | undefined
  let asked = false
  /** What came while the key was looked up: not every encoder waits for its answer. */
  let early: Packet[] | undefined
  let received = 0
  let acknowledged = 0
  const deadline = setTimeout(() => socket.destroy(), HANDSHAKE_MS)
  socket.setNoDelay(true)
  socket.on('close', () => {
    clearTimeout(deadline)
    known()
    const closing = sink
    sink = undefined
    closing?.closed()
  })

  socket.off('data', session.onData)
  socket.on('data', (data: Buffer) => {
    received += data.length
    try {
      const problem = rtmp.parserData(data)
      if (problem !== null) throw new Error(problem)
      if (socket.writableLength > MOST_UNREAD_BYTES) throw new Error('answers are not read')
    } catch (cause) {
      // Whatever a malformed message makes the parser throw, it is this connection's end and no more.
      deps.dropped(socket.remoteAddress ?? '', cause)
      socket.destroy()
    }
    // RTMP 1.0 §5.4.3: some encoders stop sending until their window is acknowledged.
    if (rtmp.ackSize && received - acknowledged >= rtmp.ackSize) {
      acknowledged = received
      rtmp.sendACK(received % 2 ** 32)
    }
  })

  const alloc = rtmp.packetAlloc.bind(rtmp)
  rtmp.packetAlloc = () => {
    const { parserPacket } = rtmp
    if (parserPacket.header.length > (asked ? MOST_MESSAGE_BYTES : MOST_COMMAND_BYTES))
      throw new Error('message too large')
    if (rtmp.inPackets.size > MOST_CHUNK_STREAMS) throw new Error('too many chunk streams')
    // Its clock adds deltas without end and drops what is past 2^32; RTMP's timestamps wrap there (§5.3.1.3).
    parserPacket.clock %= 2 ** 32
    alloc()
  }

  const handle = rtmp.packetHandler.bind(rtmp)
  rtmp.packetHandler = () => {
    const { type, length } = rtmp.parserPacket.header
    // A message without a byte says nothing, and its parser reads the first ones all the same.
    if (length === 0) return
    // Asked again: a header in the middle of a message may change what was allowed at its beginning.
    if (type !== AUDIO_TAG && type !== VIDEO_TAG && length > MOST_COMMAND_BYTES) throw new Error('message too large')
    handle()
    if (rtmp.inChunkSize < 1) throw new Error('chunk size out of range')
    rtmp.inChunkSize = Math.min(rtmp.inChunkSize, MOST_CHUNK_BYTES)
  }

  const refuse = (description: string) => {
    rtmp.sendStatusMessage(rtmp.streamId ?? 1, 'error', 'NetStream.Publish.BadName', description)
    socket.end()
    setTimeout(() => socket.destroy(), 1000).unref()
  }

  rtmp.onPublish = (message) => {
    if (asked) throw new Error('a connection publishes once')
    asked = true
    rtmp.streamId = rtmp.parserPacket.header.stream_id
    const name = typeof message.streamName === 'string' ? (message.streamName.split('?')[0] ?? '') : ''
    // An address typed without its app, or with a slash too many, still says which key it is.
    if (rtmp.streamApp?.replace(/\/+$/, '') !== APP || !NAME.test(name)) return refuse('Unknown stream key.')
    // What has been read so far is kept, and no more is read until there is an answer.
    early = []
    socket.pause()
    const publisher: Publisher = {
      address: socket.remoteAddress ?? '',
      refuse,
      destroy: () => socket.destroy(),
    }
    deps
      .accept(name, publisher)
      .then((accepted) => {
        clearTimeout(deadline)
        known()
        const waiting = early ?? []
        early = undefined
        socket.resume()
        if (!accepted) return refuse('Unknown stream key, or it is resting: go on air again from the studio.')
        if (socket.destroyed) return accepted.closed()
        sink = accepted
        rtmp.streamName = 'live'
        rtmp.respondPublish()
        for (const packet of waiting) deliver(accepted, packet)
      })
      .catch((cause) => {
        deps.dropped(publisher.address, cause)
        socket.destroy()
      })
  }
  rtmp.onPlay = () => refuse('Nobody plays here: watch at the page of the live.')
  rtmp.onDeleteStream = () => {
    const ending = sink
    sink = undefined
    ending?.closed()
    // Its connection is the encoder's to close: GStreamer takes it for an error when it is closed from here.
    setTimeout(() => socket.destroy(), 1000).unref()
  }
  rtmp.onPacketCallback = (packet) => {
    // The parser writes the next message over this one.
    if (early) early.push({ ...packet, data: Buffer.from(packet.data.subarray(0, packet.size)) })
    else if (sink) deliver(sink, packet)
  }
}

const deliver = (sink: Sink, { codec_type: type, dts, size, data }: Packet) => {
  if (type !== SCRIPT_TAG && type !== AMF3_DATA) {
    // Not a Buffer, whose slice() is no copy.
    return sink.packet(type, dts, new Uint8Array(data.buffer, data.byteOffset, size))
  }
  const { cmd, dataObj } = amf.decodeAmf0Data(data.subarray(type === AMF3_DATA ? 1 : 0, size))
  if (dataObj && (cmd === '@setDataFrame' || cmd === 'onMetaData')) sink.metadata(dataObj)
}
