// What is used of node-media-server 4.4.3's inside; its package has no types. Version pinned exactly.
declare module 'node-media-server/src/core/context.js' {
  const context: {
    config: unknown
    sessions: Map<string, import('node-media-server/src/session/rtmp_session.js').RtmpSession>
  }
  export = context
}
declare module 'node-media-server/src/core/logger.js' {
  const logger: { log(message: string, level?: string): void }
  export = logger
}
declare module 'node-media-server/src/protocol/amf.js' {
  const amf: { decodeAmf0Data(payload: Buffer): { cmd?: string; dataObj?: Record<string, unknown> | null } }
  export = amf
}
declare module 'node-media-server/src/session/rtmp_session.js' {
  interface Header {
    type: number
    length: number
    stream_id: number
  }
  interface Packet {
    codec_type: number
    dts: number
    size: number
    data: Buffer
  }
  interface Rtmp {
    inChunkSize: number
    ackSize?: number
    inPackets: Map<number, unknown>
    parserPacket: { header: Header; clock: number; payload: Buffer }
    streamApp?: string
    streamName?: string
    streamId?: number
    streamHost?: string
    onPacketCallback: (packet: Packet) => void
    parserData(data: Buffer): string | null
    packetAlloc(): void
    packetHandler(): void
    onPublish(message: { streamName?: unknown }): void
    onPlay(message: unknown): void
    onDeleteStream(message: unknown): void
    respondPublish(): void
    sendACK(bytes: number): void
    sendStatusMessage(stream: number, level: string, code: string, description: string): void
  }
  interface RtmpSession {
    id: string
    socket: import('node:net').Socket
    rtmp: Rtmp
    onData: (data: Buffer) => void
  }

  export type { Packet, Rtmp, RtmpSession }
}
declare module 'node-media-server/src/server/rtmp_server.js' {
  class NodeRtmpServer {
    tcpServer: import('node:net').Server
  }
  export = NodeRtmpServer
}
