import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type Publisher as Accepted, createRtmpServer } from '../../src/ingest/rtmp.ts'
import { EcmaArray } from './amf0.ts'
import { flvSource, play } from './flv-source.ts'
import { chunked, handshake, type Manners, publishTo } from './rtmp-publisher.ts'

interface Received {
  metadata: Record<string, unknown>[]
  packets: { type: number; timestamp: number; payload: Buffer }[]
  closed: number
}

/** The server alone, with one key; what comes through it is kept. Its parser's context is one for the process. */
const received: Received = { metadata: [], packets: [], closed: 0 }
const dropped: string[] = []
const accepted: Accepted[] = []
let accept = async (key: string) => key === 'una-clave'
const server = createRtmpServer({
  async accept(key, publisher) {
    if (!(await accept(key))) return undefined
    accepted.push(publisher)
    return {
      metadata: (fields) => received.metadata.push(fields),
      packet: (type, timestamp, payload) => received.packets.push({ type, timestamp, payload: Buffer.from(payload) }),
      closed: () => received.closed++,
    }
  },
  dropped: (_address, cause) => dropped.push(String(cause)),
})
const port = await server.start('127.0.0.1', 0)
t.teardown(() => server.stop())
t.beforeEach(() => {
  received.metadata.length = 0
  received.packets.length = 0
  received.closed = 0
  dropped.length = 0
  accepted.length = 0
})
const tags = await flvSource({ seconds: 1 })

const until = async (t: Test, what: string, is: () => boolean) => {
  for (let n = 0; n < 200; n++) {
    if (is()) return
    await sleep(25)
  }
  t.fail(`never came: ${what}`)
}

const publishAll = async (t: Test, manners: Manners) => {
  const publisher = await publishTo(port, 'una-clave', manners)
  t.equal(await publisher.answered, 'NetStream.Publish.Start')
  await play(publisher, tags, { speed: 50 })
  await until(t, 'the media', () => received.packets.length === tags.length)
  const same = received.packets.every(
    ({ type, timestamp, payload }, n) =>
      type === tags[n]?.type && timestamp === tags[n]?.ms && payload.equals(tags[n]?.payload ?? Buffer.alloc(0)),
  )
  t.equal(same, true, 'every packet comes as it was sent')
  await publisher.stop()
  await until(t, 'the end', () => received.closed === 1)
}

for (const [name, manners] of [
  ['OBS', {}],
  ['an encoder that keeps chunks of 128 bytes', { chunkSize: 128, flash: false }],
  ['a phone with chunks of 60,000 bytes', { chunkSize: 60_000, flash: false, metadata: { width: 720, height: 1280 } }],
  ['an encoder with chunks of one byte', { chunkSize: 1 }],
  ['an encoder that names the largest chunk there is', { chunkSize: 0x7fffffff }],
  ['an encoder that sends no metadata', { metadata: false }],
  ['an encoder whose app ends in a slash', { app: 'live/' }],
] as [string, Manners][])
  t.test(`${name} is understood`, (t) => publishAll(t, manners))

t.test('metadata come in both manners, AMF0 and AMF3', async (t) => {
  for (const amf3 of [false, true]) {
    const publisher = await publishTo(port, 'una-clave', { amf3, metadata: { encoder: 'uno', videocodecid: 7 } })
    await publisher.answered
    await until(t, 'metadata', () => received.metadata.length === 1)
    t.match(received.metadata.splice(0), [{ encoder: 'uno', videocodecid: 7 }])
    publisher.destroy()
  }
  t.strictSame(dropped, [])
})

t.test('a wrong key is refused in the words of RTMP, before any word of Start, and the connection ends', async (t) => {
  const publisher = await publishTo(port, 'otra-clave')
  t.equal(await publisher.answered, 'NetStream.Publish.BadName')
  await publisher.closed
  t.strictSame(publisher.told, ['NetStream.Publish.BadName'])
  t.strictSame(received.packets, [])
})

t.test('media that come before the answer are kept until the key is accepted', async (t) => {
  let decide: (is: boolean) => void = () => undefined
  const before = accept
  accept = () => new Promise((resolve) => (decide = resolve))
  const publisher = await publishTo(port, 'una-clave')
  await play(publisher, tags, { speed: 50 })
  await sleep(100)
  t.strictSame(received.packets, [])
  decide(true)
  t.equal(await publisher.answered, 'NetStream.Publish.Start')
  await until(t, 'the media', () => received.packets.length === tags.length)
  t.equal(received.metadata.length, 1)
  publisher.destroy()
  const refused = await publishTo(port, 'una-clave')
  await play(refused, tags, { speed: 50 })
  decide(false)
  t.equal(await refused.answered, 'NetStream.Publish.BadName')
  await refused.closed
  t.equal(received.packets.length, tags.length)
  accept = before
})

t.test('nobody plays here', async (t) => {
  const socket = connect(port, '127.0.0.1')
  await handshake(socket)
  const { amf0 } = await import('./amf0.ts')
  socket.write(chunked(20, 0, amf0('connect', 1, { app: 'live', tcUrl: 'rtmp://127.0.0.1/live' }), 128, 0))
  socket.write(chunked(20, 0, amf0('createStream', 2, null), 128, 0))
  socket.write(chunked(20, 0, amf0('play', 3, null, 'una-clave'), 128, 1))
  let heard = ''
  for await (const data of socket) heard += String(data)
  t.match(heard, 'BadName')
})

t.test('a publisher may be told why and let go, or dropped without a word', async (t) => {
  const first = await publishTo(port, 'una-clave')
  await first.answered
  accepted[0]?.refuse('Set the video codec to H.264.')
  await first.closed
  t.equal(first.said(), 'Set the video codec to H.264.')
  const second = await publishTo(port, 'una-clave')
  await second.answered
  accepted[1]?.destroy()
  await second.closed
  t.strictSame(second.told, ['NetStream.Publish.Start'])
  t.equal(received.closed, 2)
})

t.test('timestamps of 32 bits come whole, over their wrap too', async (t) => {
  const publisher = await publishTo(port, 'una-clave', { metadata: false })
  await publisher.answered
  const stamps = [0, 0xfffffe, 0xffffff, 0x1000000, 2 ** 31, 2 ** 32 - 1, 0, 40]
  for (const stamp of stamps) publisher.send(8, stamp, Buffer.of(0xaf, 1, 0x21, 0x10))
  await until(t, 'the packets', () => received.packets.length === stamps.length)
  t.strictSame(
    received.packets.map(({ timestamp }) => timestamp),
    stamps,
  )
  publisher.destroy()
})

t.test('a clock that adds delta after delta past 2^32 wraps as it should', async (t) => {
  const publisher = await publishTo(port, 'una-clave', { metadata: false })
  await publisher.answered
  publisher.send(8, 2 ** 32 - 20, Buffer.of(0xaf, 1, 0x21, 0x10))
  // The same chunk stream with a header of 3 bytes: a delta alone (5.3.1.2.3).
  const delta = Buffer.of(0x80 | 4, 0, 0, 30, 0xaf, 1, 0x21, 0x10)
  publisher.socket.write(delta)
  publisher.socket.write(delta)
  await until(t, 'the packets', () => received.packets.length === 3)
  t.strictSame(
    received.packets.map(({ timestamp }) => timestamp),
    [2 ** 32 - 20, 10, 40],
  )
  publisher.destroy()
})

t.test('a message without a byte says nothing', async (t) => {
  const publisher = await publishTo(port, 'una-clave', { metadata: false })
  await publisher.answered
  for (const type of [9, 8, 18, 20, 1, 5]) publisher.send(type, 0, Buffer.alloc(0))
  publisher.send(9, 40, Buffer.of(0x17, 0, 0, 0, 0, 1))
  await until(t, 'the packet after them', () => received.packets.length === 1)
  t.strictSame(dropped, [])
  publisher.destroy()
})

t.test('metadata that are no AMF cost the connection that sends them', async (t) => {
  const publisher = await publishTo(port, 'una-clave', { metadata: false })
  await publisher.answered
  publisher.send(18, 0, Buffer.of(2, 0, 10, ...Buffer.from('onMetaData'), 0, 1))
  await publisher.closed
  t.equal(dropped.length, 1)
})

t.test('metadata that are no AMF and come before the answer cost that connection alone', async (t) => {
  const before = accept
  let decide: (is: boolean) => void = () => undefined
  accept = () => new Promise((resolve) => (decide = resolve))
  const publisher = await publishTo(port, 'una-clave', { metadata: false })
  publisher.send(18, 0, Buffer.of(2, 0, 10, ...Buffer.from('onMetaData'), 0, 1))
  await sleep(50)
  decide(true)
  await publisher.closed
  t.equal(dropped.length, 1)
  accept = before
})

t.test('a name that leads elsewhere is no key', async (t) => {
  const before = accept
  const asked: string[] = []
  accept = async (key) => {
    asked.push(key)
    return false
  }
  for (const name of ['../../una-clave', 'una clave', '', 'x'.repeat(200), 'una-clave?x=1']) {
    const publisher = await publishTo(port, name)
    t.equal(await publisher.answered, 'NetStream.Publish.BadName')
    publisher.destroy()
  }
  t.strictSame(asked, ['una-clave'], 'what follows a question mark is the player’s, not the key’s')
  accept = before
})

t.test('an object nested in metadata is read', async (t) => {
  const publisher = await publishTo(port, 'una-clave', {
    metadata: { encoder: 'dos', keyframes: { times: 0 }, more: new EcmaArray({ a: 1 }) },
  })
  await publisher.answered
  await until(t, 'metadata', () => received.metadata.length === 1)
  t.match(received.metadata, [{ encoder: 'dos', keyframes: { times: 0 }, more: { a: 1 } }])
  publisher.destroy()
})
