import { randomBytes } from 'node:crypto'
import { type Amf0, amf0 } from '../ingest/amf0.ts'
import { chunked, opening } from '../ingest/rtmp-publisher.ts'
import type { Words } from './rtmp-client.ts'

const [SET_CHUNK_SIZE, ABORT, ACK, CONTROL, WINDOW, BANDWIDTH] = [1, 2, 3, 4, 5, 6]
const [AMF3_DATA, AMF3_OBJECT, AMF3_COMMAND, DATA, OBJECT, COMMAND, AGGREGATE] = [15, 16, 17, 18, 19, 20, 22]
const MOST_COMMAND_BYTES = 65_536

export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
const message = (type: number, payload: Uint8Array, chunkSize = 128) => chunked(type, 0, payload, chunkSize, 0)
const command = (...values: Amf0[]) => message(COMMAND, amf0(...values))
const raw = (...parts: (Uint8Array | number[])[]) =>
  message(COMMAND, Buffer.concat(parts.map((part) => Buffer.from(part))))
const connected = command('connect', 1, { app: 'live', tcUrl: 'rtmp://127.0.0.1/live' })
const text = (value: string) => amf0(value)
const repeat = (bytes: readonly number[], times: number) => Buffer.alloc(bytes.length * times, Buffer.from(bytes))

/** The header of a first chunk, whatever it claims. */
const head = (type: number, length: number, id = 3) =>
  Buffer.from([id, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255, type, 0, 0, 0, 0])

/** Before any word of RTMP. */
const strangers: Record<string, Words> = {
  'says nothing at all': { greets: false, pieces: [] },
  'begins a handshake and says no more': { greets: false, pieces: [Buffer.of(3)] },
  'cuts its handshake in half': { greets: false, pieces: [Buffer.of(3), Buffer.alloc(700)] },
  'stops a byte before the end of its handshake': { greets: false, pieces: [Buffer.of(3), Buffer.alloc(3071)] },
  'greets in a version that there is not': { greets: false, pieces: [Buffer.of(255), randomBytes(3072)] },
  'asks for a web page': { greets: false, pieces: [Buffer.from('GET / HTTP/1.1\r\nHost: radio.example\r\n\r\n')] },
  'begins TLS': { greets: false, pieces: [Buffer.from('16030100c8010000c40303', 'hex'), randomBytes(189)] },
  'sends noise': { greets: false, pieces: [randomBytes(200_000)] },
  'sends noise after its handshake': { pieces: [randomBytes(200_000)] },
  'sends zeroes after its handshake': { pieces: [Buffer.alloc(200_000)] },
  'sends ones after its handshake': { pieces: [Buffer.alloc(200_000, 255)] },
  'greets by one byte at a time': { greets: false, pieces: Array(200).fill(Buffer.of(3)), pauseMs: 100 },
  'talks by one byte at a time': { pieces: [...connected].map((byte) => Buffer.of(byte)), pauseMs: 150 },
  'says a message that never ends': { pieces: [head(COMMAND, 60_000), ...Array(200).fill(Buffer.of(0))], pauseMs: 100 },
}

const sizes = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff]
const chunks: Record<string, Words> = {
  ...Object.fromEntries(
    sizes.map((size) => [
      `names a chunk size of ${size}`,
      {
        pieces: [
          message(SET_CHUNK_SIZE, u32(size)),
          ...opening('nadie', { chunkSize: Math.max(1, size & 0x7fffffff) }).slice(1),
        ],
      },
    ]),
  ),
  'names a chunk size in three bytes': { pieces: [message(SET_CHUNK_SIZE, Buffer.alloc(3)), connected] },
  'names a chunk size in no byte': { pieces: [message(SET_CHUNK_SIZE, Buffer.alloc(0)), connected] },
  'changes the chunk size in the middle of a message': {
    pieces: [
      head(COMMAND, 300),
      Buffer.alloc(128),
      message(SET_CHUNK_SIZE, u32(1)),
      Buffer.of(0xc3),
      Buffer.alloc(400),
    ],
  },
  'makes a message longer in the middle of it': {
    pieces: [
      head(COMMAND, 200),
      Buffer.alloc(128),
      Buffer.of(0x43, 0, 0, 0, 0xff, 0xff, 0xff, COMMAND),
      Buffer.alloc(70_000),
    ],
  },
  'makes a message shorter in the middle of it': {
    pieces: [head(COMMAND, 300), Buffer.alloc(256), Buffer.of(0x43, 0, 0, 0, 0, 0, 4, COMMAND), Buffer.alloc(1000)],
  },
  'changes the type of a message in the middle of it': {
    pieces: [
      head(9, 60_000),
      Buffer.alloc(128),
      Buffer.of(0x43, 0, 0, 0, 0, 0xea, 0x60, COMMAND),
      Buffer.alloc(70_000),
    ],
  },
  'goes on with a chunk stream that never began': { pieces: [Buffer.of(0xc5), Buffer.alloc(500, 7)] },
  'opens chunk streams without end': {
    pieces: Array.from({ length: 3000 }, (_, n) =>
      Buffer.of(1, n & 255, n >> 8, 0, 0, 0, 0, 1, 0, COMMAND, 0, 0, 0, 0, 0),
    ),
  },
  ...Object.fromEntries(
    [SET_CHUNK_SIZE, 8, 9, DATA, COMMAND].map((type) => [
      `announces 16 MiB of type ${type}`,
      { pieces: [head(type, 0xffffff), Buffer.alloc(200_000)] },
    ]),
  ),
  'puts its time past the end of time': {
    pieces: Array(20).fill(Buffer.concat([Buffer.of(0x83, 255, 255, 255), u32(0xffffffff), Buffer.alloc(1)])),
  },
  'says control messages without a word in them': {
    pieces: [ABORT, ACK, CONTROL, WINDOW, BANDWIDTH].map((type) => message(type, Buffer.alloc(0))),
  },
  'says control messages that are too short': {
    pieces: [ABORT, ACK, CONTROL, WINDOW, BANDWIDTH].map((type) => message(type, Buffer.of(1))),
  },
  'wants each byte acknowledged, and reads nothing': {
    pieces: [message(WINDOW, u32(1)), ...Array(500).fill(message(ACK, u32(1)))],
  },
}

const deep = (open: readonly number[], times: number) => raw(text('connect'), amf0(1), repeat(open, times))
const commands: Record<string, Words> = {
  'nests objects 10,000 deep': { pieces: [deep([3, 0, 1, 0x61], 10_000)] },
  'nests arrays of names 5,000 deep': { pieces: [deep([8, 0, 0, 0, 1, 0, 1, 0x61], 5000)] },
  'nests arrays 10,000 deep': { pieces: [deep([10, 0, 0, 0, 1], 10_000)] },
  'nests typed objects 10,000 deep': { pieces: [deep([16, 0, 1, 0x61, 0, 1], 10_000)] },
  'counts an array of 2^32 - 1': {
    pieces: [raw(text('connect'), amf0(1), [10, 255, 255, 255, 255], repeat([5], 60_000))],
  },
  'counts an array of 2^32 - 1 that is empty': { pieces: [raw(text('connect'), amf0(1), [10, 255, 255, 255, 255])] },
  'has an object with as many fields as go into a message': {
    pieces: [raw(text('connect'), amf0(1), [3], repeat([0, 1, 0x61, 5], 16_000), [0, 0, 9])],
  },
  'says a command a byte too long': {
    pieces: [message(COMMAND, Buffer.concat([text('connect'), Buffer.alloc(MOST_COMMAND_BYTES - 9, 5)]))],
  },
  'lies about the length of a string': { pieces: [raw([2, 255, 255, 0x61])] },
  'lies about the length of a long string': { pieces: [raw([12, 255, 255, 255, 255, 0x61])] },
  'lies about the length of a name': { pieces: [raw(text('connect'), amf0(1), [3, 255, 255, 0x61, 0])] },
  'cuts a number': { pieces: [raw(text('connect'), [0, 0x3f])] },
  'cuts a date': { pieces: [raw(text('connect'), [11, 0])] },
  'says nothing in a command': { pieces: [message(COMMAND, Buffer.alloc(0))] },
  ...Object.fromEntries(
    [4, 9, 13, 14, 17, 255].map((marker) => [`uses the marker ${marker}`, { pieces: [raw([marker, 0, 0, 0])] }]),
  ),
  'calls a command by a number': { pieces: [command(7, 1, null)] },
  ...Object.fromEntries(
    ['constructor', '__proto__', 'toString', ''].map((name) => [
      `calls the command «${name}»`,
      { pieces: [command(name, 1, null)] },
    ]),
  ),
  'calls a field «__proto__»': {
    pieces: [command('connect', 1, JSON.parse('{"__proto__":{"app":"live"},"tcUrl":"rtmp://a/live"}') as Amf0)],
  },
  'connects without an object': { pieces: [command('connect', 1)] },
  'connects with null': { pieces: [command('connect', 1, null)] },
  'connects to what is no address': { pieces: [command('connect', 1, { app: 'live', tcUrl: 'no es una dirección' })] },
  'connects to a number': { pieces: [command('connect', 1, { app: 1, tcUrl: 2 })] },
  ...Object.fromEntries(
    ([undefined, null, 5, true, { a: 1 }, '', '../../etc', 'x'.repeat(60_000)] as Amf0[]).map((name, n) => [
      `publishes what is no key (${n})`,
      { pieces: [connected, command('createStream', 2, null), command('publish', 3, null, name, 'live')] },
    ]),
  ),
  'publishes before it connects': { pieces: [command('publish', 1, null, 'nadie', 'live')] },
  'creates streams without end': { pieces: [connected, ...Array(3000).fill(command('createStream', 2, null))] },
  plays: { pieces: [connected, command('createStream', 2, null), command('play', 3, null, 'nadie')] },
  'plays what is no name': { pieces: [connected, command('play', 3, null, 5)] },
  'deletes a stream that there is not': { pieces: [connected, command('deleteStream', 3, null, 99)] },
  'speaks AMF3': {
    pieces: [message(AMF3_COMMAND, Buffer.concat([Buffer.of(0), amf0('connect', 1, { app: 'live' })]))],
  },
  'speaks AMF3 in earnest': { pieces: [message(AMF3_COMMAND, Buffer.from('03110a0b01', 'hex'))] },
  'speaks AMF3 without a word': { pieces: [message(AMF3_COMMAND, Buffer.of(0))] },
  'sends media before it publishes': {
    pieces: [connected, message(8, Buffer.of(0xaf, 1, 2)), message(9, Buffer.of(0x17, 1, 0))],
  },
  'sends what nobody sends': {
    pieces: [AMF3_DATA, AMF3_OBJECT, OBJECT, AGGREGATE, 99].map((type) => message(type, randomBytes(50))),
  },
}

/** Somebody at the RTMP port who is let in to nothing: what it does, and the words for it. */
export const malformed: Readonly<Record<string, Words>> = { ...strangers, ...chunks, ...commands }
