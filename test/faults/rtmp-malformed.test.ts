import { setMaxListeners } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { Prepared } from '../bench/box.ts'
import { flvSource, play } from '../ingest/flv-source.ts'
import { chunked, obsMetadata, opening, type Publisher, publishTo } from '../ingest/rtmp-publisher.ts'
import { frozen, type MadPublisher, restless, unreadableMetadata } from './mad-publishers.ts'
import { malformed } from './malformed-rtmp.ts'
import { descriptorsOf, logOf, mediaToolsOf, startEncoder, startNode, until, untilState } from './node-under-fault.ts'
import { say } from './rtmp-client.ts'
import { watchLive } from './watched-live.ts'

t.setTimeout(240_000)
/** Restless publishers; each has an ffmpeg of its own for a while. */
const atOnce = 3
const folder = await mkdtemp(join(tmpdir(), 'nodo-faults-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))
const box = await startNode(folder)
const healthy = await box.startLive()
const port = Number(/:(\d+)\//.exec(healthy.rtmp)?.[1])
const keyOf = ({ rtmp }: Prepared) => rtmp.split('/').at(-1) ?? ''
const encoder = startEncoder(healthy.rtmp)
let encoderEnded = false
encoder.exited.then(() => {
  encoderEnded = true
})
const watched = await watchLive(healthy.hls)
t.teardown(async () => {
  await watched.stop()
  await encoder.stop('SIGKILL')
  await box.stop()
})
await watched.goesOn(15)
await until('nothing but the healthy live', () => mediaToolsOf(box).length === 1)
const before = {
  tools: mediaToolsOf(box),
  descriptors: descriptorsOf(box).length,
  discontinuities: watched.discontinuities(),
}

/** What must hold after every attack. */
const unharmed = async (t: Test) => {
  await watched.goesOn(5)
  t.equal((await fetch(`${box.url}/readyz`)).status, 200, 'the node is ready')
  t.equal(encoderEnded, false, 'the healthy encoder is still connected')
  t.equal(watched.discontinuities(), before.discontinuities, 'its live has no new discontinuity')
  t.strictSame(watched.refused, [], 'its viewer was refused nothing')
}

t.test('whoever is no encoder is let go, whatever it says, and harms nobody', async (t) => {
  const heard = await Promise.all(
    Object.entries(malformed).map(async ([name, words]) => [name, await say(port, words)] as const),
  )
  t.equal(heard.length, Object.keys(malformed).length, 'the node has closed every connection')
  t.strictSame(
    heard.filter(([, answer]) => answer.includes('NetStream.Publish.Start')),
    [],
    'nobody was told to start',
  )
  for (const [name, answer] of heard)
    if (name.startsWith('plays') || name.startsWith('publishes')) t.match(answer, 'NetStream.Publish.BadName', name)
  await unharmed(t)
})

t.test('a wrong key is told BadName and never Start', async (t) => {
  const heard = await say(port, { pieces: opening('no-es-una-clave') })
  t.match(heard, 'NetStream.Publish.BadName')
  t.notMatch(heard, 'NetStream.Publish.Start')
})

t.test('what cannot be read right behind a publish ends that connection alone', async (t) => {
  const live = await box.startLive()
  const unreadable = chunked(18, 0, unreadableMetadata, 4096, 1)
  // In one piece: it is there before the key was looked up.
  await say(port, { pieces: [Buffer.concat([...opening(keyOf(live)), unreadable])] })
  await box.call('POST', `/api/live/${live.id}/end`)
  await unharmed(t)
})

t.test('two hundred connections that only hold on keep no encoder out', async (t) => {
  const live = await box.startLive()
  const leaving = new AbortController()
  setMaxListeners(200, leaving.signal)
  const words = { greets: false, pieces: [Buffer.of(3)], until: leaving.signal }
  const silent = Array.from({ length: 200 }, () => say(port, words))
  const publisher = await publishTo(port, keyOf(live))
  t.equal(await publisher.answered, 'NetStream.Publish.Start')
  publisher.destroy()
  leaving.abort()
  await Promise.all(silent)
  await box.call('POST', `/api/live/${live.id}/end`)
  await unharmed(t)
})

const source = await flvSource({ seconds: 3 })
/** Plays it over and over. */
const playOn = async (publisher: Publisher, signal: AbortSignal) => {
  for (let round = 0; !signal.aborted; round++) await play(publisher, source, { from: round * 3000, signal })
}

t.test('a publisher with a key that sends what nothing can play harms its own live alone', async (t) => {
  const suffer = async (name: string, mad: MadPublisher) => {
    const live = await box.startLive()
    const publisher = await publishTo(port, keyOf(live), { metadata: mad.metadata ?? obsMetadata })
    t.equal(await publisher.answered, 'NetStream.Publish.Start', name)
    await mad.send(publisher, source)
    if (mad.dropped === 'at once') t.equal(publisher.socket.destroyed, true, `${name}: dropped`)
    if (mad.dropped) await publisher.closed
    if (mad.dropped === 'told') t.equal(publisher.told.at(-1), 'NetStream.Publish.BadName', name)
    publisher.destroy()

    const sane = await publishTo(port, keyOf(live))
    const enough = new AbortController()
    const playing = playOn(sane, enough.signal)
    await untilState(box, live.id, 'en_vivo')
    enough.abort()
    await playing
    await sane.stop()
    await box.call('POST', `/api/live/${live.id}/end`)
  }
  const waiting = Object.entries(restless)
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await suffer(...next)
  }
  const silent = Object.entries(frozen).map(([name, mad]) => suffer(name, mad))
  await Promise.all([...silent, ...Array.from({ length: atOnce }, work)])
  await unharmed(t)
})

t.test('a valid session with anything changed in it harms nobody', async (t) => {
  const live = await box.startLive()
  const session = (key: string) =>
    Buffer.concat([
      ...opening(key),
      ...source.slice(0, 60).map((tag) => chunked(tag.type, tag.ms, tag.payload, 4096, 1)),
    ])
  const sessions = [session(keyOf(live)), session('no-es-una-clave')]
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    take: fc.nat(40),
    put: fc.uint8Array({ maxLength: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sessions),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      async (bytes, changes) => {
        const changed = changes.reduce((whole, { at, take, put }) => {
          // Three in four are in the beginning, where commands are.
          const from = Math.floor((at * 4 > 1 ? at / 20 : at) * whole.length)
          return Buffer.concat([whole.subarray(0, from), put, whole.subarray(from + take)])
        }, bytes)
        await say(port, { pieces: [changed], leaves: true })
        return (await fetch(`${box.url}/readyz`)).status === 200
      },
    ),
    { numRuns: 150, endOnFailure: true },
  )
  await box.call('POST', `/api/live/${live.id}/end`)
  await unharmed(t)
})

t.test('afterwards everything is as it was', async (t) => {
  // Recordings of the lives that were attacked are made meanwhile, one after the other.
  let tools = mediaToolsOf(box)
  await until('no ffmpeg but that of the healthy live', () => {
    tools = mediaToolsOf(box)
    return tools.length <= 1
  })
  t.strictSame(tools, before.tools, 'the healthy live has the same ffmpeg')
  await until('no descriptor more than before', () => descriptorsOf(box).length <= before.descriptors)
  const said = new Set(logOf(box.dataDir).flatMap(({ level, msg }) => (level >= 50 ? [msg] : [])))
  said.delete('ffmpeg of a live ended')
  t.strictSame([...said], [], 'nothing else failed')
  await unharmed(t)
})
