import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Amf0, amf0, EcmaArray } from '../ingest/amf0.ts'
import { isConfig, play, type Tag } from '../ingest/flv-source.ts'
import type { Publisher } from '../ingest/rtmp-publisher.ts'

/** Somebody who has a key, and sends what no encoder should. */
export interface MadPublisher {
  /** Its onMetaData; OBS's unless it says otherwise. */
  metadata?: Record<string, Amf0>
  /** @param source three seconds as a sane encoder sends them */
  send(publisher: Publisher, source: readonly Tag[]): Promise<void>
  /** How the node parts from it: while it still sends, told why or without a word, or once it is silent; otherwise it may stay. */
  dropped?: 'told' | 'at once' | 'in time'
}

const [SET_CHUNK_SIZE, AUDIO, VIDEO, SCRIPT] = [1, 8, 9, 18]
const zeroes = Buffer.alloc(4)
/** A number of which there is only the marker. */
export const unreadableMetadata = Buffer.concat([amf0('@setDataFrame', 'onMetaData'), Buffer.of(0)])

/** Plays the source with some of its tags changed; undefined leaves one out. */
const changed =
  (change: (tag: Tag, n: number) => Uint8Array | undefined) => (publisher: Publisher, source: readonly Tag[]) =>
    play(
      publisher,
      source.flatMap((tag, n) => {
        const payload = change(tag, n)
        return payload ? [{ ...tag, payload }] : []
      }),
      { speed: 4 },
    )

const picture = (length: Uint8Array, tag: Tag) =>
  Buffer.concat([tag.payload.subarray(0, 5), length, tag.payload.subarray(9)])
const isPicture = (tag: Tag) => tag.type === VIDEO && !isConfig(tag)
const isSound = (tag: Tag) => tag.type === AUDIO && !isConfig(tag)
const isVideoConfig = (tag: Tag) => tag.type === VIDEO && isConfig(tag)
const isAudioConfig = (tag: Tag) => tag.type === AUDIO && isConfig(tag)
const withBytes = (payload: Uint8Array, at: number, ...bytes: number[]) => {
  const copy = Buffer.from(payload)
  copy.set(bytes, at)
  return copy
}

const said: Record<string, MadPublisher> = {
  'noise of every type': {
    async send(publisher) {
      for (let n = 0; n < 100; n++)
        publisher.send([AUDIO, VIDEO, SCRIPT, 15][n % 4] ?? AUDIO, n * 20, randomBytes(n * 7))
    },
  },
  'metadata of nothing but nonsense': {
    metadata: {
      width: 'x',
      height: Number.NaN,
      framerate: -1,
      encoder: 'e'.repeat(50_000),
      audiocodecid: new EcmaArray({}),
    },
    send: (publisher, source) => play(publisher, source, { speed: 4 }),
  },
  'metadata that cannot be read': {
    async send(publisher, source) {
      publisher.send(SCRIPT, 0, unreadableMetadata)
      await play(publisher, source)
    },
    dropped: 'at once',
  },
  'enhanced RTMP': {
    async send(publisher) {
      publisher.send(VIDEO, 0, Buffer.concat([Buffer.of(0x90), Buffer.from('hvc1'), randomBytes(60)]))
    },
    dropped: 'told',
  },
  MP3: {
    async send(publisher) {
      publisher.send(AUDIO, 0, Buffer.concat([Buffer.of(0x2f), randomBytes(60)]))
    },
    dropped: 'told',
  },
  'a picture of 9 MiB': {
    async send(publisher, source) {
      publisher.send(VIDEO, 0, Buffer.concat([Buffer.of(0x17, 1, 0, 0, 0), Buffer.alloc(9 * 1024 * 1024)]))
      await play(publisher, source)
    },
    dropped: 'at once',
  },
  'a second publish': {
    async send(publisher, source) {
      publisher.command('publish', 9, null, 'otra', 'live')
      await play(publisher, source)
    },
    dropped: 'at once',
  },
  'a chunk size of 0 amid its media': {
    async send(publisher, source) {
      await play(publisher, source.slice(0, 40), { speed: 5 })
      publisher.send(SET_CHUNK_SIZE, 0, zeroes)
      await play(publisher, source)
    },
    dropped: 'at once',
  },
}

/** Those that fall silent and stay connected; by what they send, as all of them. */
export const frozen: Record<string, MadPublisher> = {
  'nothing after Start': { send: async () => undefined, dropped: 'in time' },
  'no more after its first media': {
    send: (publisher, source) => play(publisher, source.slice(0, 40), { speed: 5 }),
    dropped: 'in time',
  },
  'half a message, and then a byte at a time': {
    async send(publisher) {
      publisher.socket.write(Buffer.of(6, 0, 0, 0, 0, 0xff, 0, VIDEO, 1, 0, 0, 0, 0x17, 1, 0, 0, 0))
      for (let n = 0; n < 120 && !publisher.socket.destroyed; n++) {
        publisher.socket.write(Buffer.of(0))
        await sleep(250)
      }
    },
    dropped: 'in time',
  },
}

const media: Record<string, MadPublisher> = {
  'pictures whose NALUs claim 4 GiB': {
    send: changed((tag) => (isPicture(tag) ? picture(Buffer.alloc(4, 255), tag) : tag.payload)),
  },
  'pictures whose NALUs claim nothing': {
    send: changed((tag) => (isPicture(tag) ? picture(zeroes, tag) : tag.payload)),
  },
  'pictures of noise': {
    send: changed((tag) =>
      isPicture(tag) ? Buffer.concat([tag.payload.subarray(0, 9), randomBytes(200)]) : tag.payload,
    ),
  },
  'pictures a byte long': { send: changed((tag) => (isPicture(tag) ? tag.payload.subarray(0, 6) : tag.payload)) },
  'a picture configuration cut short': {
    send: changed((tag) => (isVideoConfig(tag) ? tag.payload.subarray(0, 12) : tag.payload)),
  },
  'a picture configuration that lies about its sets': {
    send: changed((tag) => (isVideoConfig(tag) ? withBytes(tag.payload, 10, 255, 255, 255) : tag.payload)),
  },
  'a sound configuration of no byte': {
    send: changed((tag) => (isAudioConfig(tag) ? tag.payload.subarray(0, 2) : tag.payload)),
  },
  'a sound configuration of one byte': {
    send: changed((tag) => (isAudioConfig(tag) ? tag.payload.subarray(0, 3) : tag.payload)),
  },
  'a sound configuration of noise': {
    send: changed((tag) =>
      isAudioConfig(tag) ? Buffer.concat([Buffer.of(0xaf, 0), Buffer.alloc(20, 255)]) : tag.payload,
    ),
  },
  'sound of noise': {
    send: changed((tag) => (isSound(tag) ? Buffer.concat([Buffer.of(0xaf, 1), randomBytes(100)]) : tag.payload)),
  },
  'no configuration at all': { send: changed((tag) => (isConfig(tag) ? undefined : tag.payload)) },
  'a time that stands still': { send: (publisher, source) => play(publisher, source, { speed: 4, stamp: () => 0 }) },
  'a time that is anything': {
    send: (publisher, source) => play(publisher, source, { speed: 4, stamp: () => randomBytes(4).readUInt32BE() }),
  },
  'another configuration with every picture': {
    async send(publisher, source) {
      const config = source.find(isVideoConfig)
      if (!config) return
      const others = source.flatMap((tag, n) =>
        isPicture(tag)
          ? [
              { ...tag, payload: withBytes(config.payload, config.payload.length - 1, n) },
              { ...tag, payload: withBytes(tag.payload, 0, 0x17) },
            ]
          : [tag],
      )
      await play(publisher, others, { speed: 4 })
    },
  },
}

/** Those that send and send. */
export const restless: Readonly<Record<string, MadPublisher>> = { ...said, ...media }
