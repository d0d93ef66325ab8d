import t from 'tap'
import { AUDIO_TAG, VIDEO_TAG } from '../../src/ingest/flv.ts'
import { createPublish, type EndReason } from '../../src/ingest/publish.ts'
import { createSignal } from '../../src/ingest/signal.ts'
import type { TrackSet } from '../../src/packaging/live-command.ts'
import { flvSource, isConfig, readFlv, type Tag } from './flv-source.ts'

const both = await flvSource({ seconds: 12, gop: 25 })
const other = await flvSource({ seconds: 12, gop: 25, size: '180x320' })
const isVideo = ({ type }: Tag) => type === VIDEO_TAG
const slate = { config: Uint8Array.of(0x17, 0, 0, 0, 0, 1), frames: [Uint8Array.of(0x17, 1, 0, 0, 0, 9)], frameMs: 200 }

/** A publish whose clock is turned by hand, and whose children only note what they are given. */
const opened = (fixed?: TrackSet) => {
  let now = 0
  let tracks = fixed
  const children: { tracks: TrackSet; tags: Uint8Array[]; finished: boolean; lose: (reason: string) => void }[] = []
  const ends: EndReason[] = []
  const signal = createSignal()
  const publish = createPublish({
    tracks: () => tracks,
    fixTracks: (set) => {
      tracks = set
    },
    openFeed(set, onLost) {
      const child = { tracks: set, tags: [] as Uint8Array[], finished: false, lose: onLost }
      children.push(child)
      return {
        write: (tag) => void child.tags.push(tag),
        async finish() {
          child.finished = true
        },
      }
    },
    slate,
    signal,
    end: (reason) => ends.push(reason),
    now: () => now,
  })
  const at = (ms: number) => {
    now = ms
    publish.tick()
  }
  const send = (tags: readonly Tag[], shift = 0) => {
    for (const { type, ms, payload } of tags) {
      at(ms + shift)
      publish.packet(type, ms + shift, payload)
    }
  }
  /** The tags that a child was given, its header apart. */
  const given = (n: number) => readFlv(Buffer.concat(children[n]?.tags ?? []))
  const advice = () => signal.read(now, 0).consejos
  return { publish, children, ends, at, send, given, advice, tracks: () => tracks }
}
const until = (tags: readonly Tag[], ms: number) => tags.filter((tag) => tag.ms < ms)
const from = (tags: readonly Tag[], ms: number) => tags.filter((tag) => tag.ms >= ms)

t.test('announced tracks are waited for, and nothing of them is lost', async (t) => {
  const { publish, send, given, tracks, children } = opened()
  publish.metadata({ videocodecid: 7, audiocodecid: 10 })
  send(until(both, 3000))
  t.equal(children.length, 1)
  t.strictSame(tracks(), { video: true, audio: true })
  const sent = until(both, 3000)
  t.equal(given(0).filter(isVideo).length, sent.filter(isVideo).length)
  t.ok(given(0).every(({ ms }, n, all) => n === 0 || ms >= (all[n - 1]?.ms ?? 0) - 100))
})

t.test('without metadata, what has shown itself after 700 ms is the track set', async (t) => {
  const { send, at, tracks, children } = opened()
  const sound = both.filter((tag) => !isVideo(tag))
  send(until(sound, 600))
  t.equal(children.length, 0)
  at(720)
  t.strictSame(tracks(), { video: false, audio: true })
  t.equal(children.length, 1)
})

t.test('media that nothing describes begin nothing, until they are described', async (t) => {
  const { send, at, children, ends, tracks } = opened()
  send(until(both, 2000).filter((tag) => !isConfig(tag)))
  at(2500)
  t.equal(children.length, 0)
  t.strictSame(ends, [])
  send(both.filter(isConfig), 2500)
  send(from(both, 3000).filter((tag) => !isConfig(tag)))
  t.strictSame(tracks(), { video: true, audio: true })
  t.equal(children.length, 1)
})

t.test('a picture that was announced and never comes is the slate, one that comes late a new child', async (t) => {
  const { publish, send, given, children, advice } = opened()
  publish.metadata({ videocodecid: 7, audiocodecid: 10 })
  const sound = both.filter((tag) => !isVideo(tag))
  send(until(sound, 2000))
  t.ok(given(0).filter(isVideo).length > 5)
  t.ok(advice().includes('sin_video'))
  send([...both.filter((tag) => isVideo(tag) && isConfig(tag)), ...from(both, 2000).filter((tag) => tag.ms < 4000)], 0)
  t.equal(children.length, 2)
  t.equal(children[0]?.finished, true)
  t.notOk(advice().includes('sin_video'))
  t.ok(given(1).filter(isVideo).length > 40)
})

t.test('a child begins at a key frame and counts its time from there', async (t) => {
  const { send, given } = opened({ video: true, audio: true })
  send([...both.filter(isConfig), ...both.filter((tag) => !isConfig(tag) && tag.ms >= 400 && tag.ms < 3000)])
  const [first] = given(0).filter((tag) => isVideo(tag) && !isConfig(tag))
  t.equal((first?.payload[0] ?? 0) >> 4, 1)
  t.equal(first?.ms, 0)
})

t.test('parameters that change end the child at the next key frame; those that are sent again do not', async (t) => {
  const { send, children, given } = opened({ video: true, audio: true })
  send(until(both, 3000))
  send([
    ...both.filter(isConfig).map((tag) => ({ ...tag, ms: 3000 })),
    ...from(both, 3000).filter((tag) => tag.ms < 4000),
  ])
  t.equal(children.length, 1)
  send([
    ...other.filter((tag) => isConfig(tag) && isVideo(tag)).map((tag) => ({ ...tag, ms: 4000 })),
    ...from(other, 4000).filter((tag) => tag.ms < 6000),
  ])
  t.equal(children.length, 2)
  t.equal(children[0]?.finished, true)
  const [config] = given(1).filter(isVideo)
  t.strictSame(config?.payload, other.find((tag) => isVideo(tag) && isConfig(tag))?.payload)
})

t.test('after a silence the next key frame begins anew', async (t) => {
  const { publish, send, children, given } = opened({ video: true, audio: true })
  send(until(both, 2500))
  publish.suspend()
  t.equal(children[0]?.finished, true)
  send(
    from(both, 2500).filter((tag) => tag.ms < 6000),
    4000,
  )
  t.equal(children.length, 2)
  t.equal(given(1).find((tag) => isVideo(tag) && !isConfig(tag))?.ms, 0)
})

t.test('an encoder that sends no key frame after a silence is asked to begin again', async (t) => {
  const { publish, send, at, ends } = opened({ video: true, audio: true })
  send(until(both, 2000))
  publish.suspend()
  const noKeys = from(both, 2000).filter((tag) => !isVideo(tag) || (tag.payload[0] ?? 0) >> 4 !== 1)
  send(noKeys, 4000)
  at(16_500)
  t.ok(ends.includes('sin_cuadro_clave'), JSON.stringify(ends))
})

t.test('an encoder that has sent no key frame yet is waited for', async (t) => {
  const { send, ends } = opened({ video: true, audio: true })
  send(both.filter((tag) => isConfig(tag) || !isVideo(tag) || (tag.payload[0] ?? 0) >> 4 !== 1))
  t.strictSame(ends, [])
})

t.test('a child that is lost is begun again; one that is lost all the time ends the publish', async (t) => {
  const { send, children, ends } = opened({ video: true, audio: true })
  send(both.filter(isConfig))
  for (let second = 0; second < 12; second++) {
    send(both.filter((tag) => !isConfig(tag) && tag.ms >= second * 1000 && tag.ms < (second + 1) * 1000))
    children.at(-1)?.lose('it crashed')
  }
  t.ok(children.length > 5)
  t.ok(ends.includes('ffmpeg'))
})

t.test('a track that the live does not have is left out, and the studio says so', async (t) => {
  const { send, given, advice } = opened({ video: false, audio: true })
  send(until(both, 2000))
  t.strictSame(given(0).filter(isVideo), [])
  t.ok(advice().includes('pista_ignorada'))
})

t.test('codecs that browsers cannot play end the publish', async (t) => {
  const { publish, ends } = opened()
  publish.packet(VIDEO_TAG, 0, Uint8Array.of(0x90, 0x68, 0x76, 0x63, 0x31, 0))
  publish.packet(AUDIO_TAG, 0, Uint8Array.of(0x2f, 0xff, 0xfb))
  t.strictSame(ends, ['fija_h264', 'fija_aac'])
})

t.test('nothing comes of a publish that is closed, though it was still gathering', async (t) => {
  const { publish, send, at, children } = opened()
  publish.metadata({ videocodecid: 7, audiocodecid: 10 })
  send(until(both, 300).filter(isVideo))
  await publish.close()
  at(5000)
  send(from(both, 5000))
  t.equal(children.length, 0)
})
