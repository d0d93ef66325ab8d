import t from 'tap'
import { parseMultivariant } from '../../src/packaging/parse-playlist.ts'
import { flvSource } from '../ingest/flv-source.ts'
import type { Manners } from '../ingest/rtmp-publisher.ts'
import { startBox, until } from './box.ts'
import { broadcast, stretchesOf } from './encoder.ts'
import { watch } from './viewer.ts'

const both = await flvSource({ seconds: 30, gop: 25 })
const sound = await flvSource({ seconds: 30, video: false })
const picture = await flvSource({ seconds: 30, gop: 25, audio: false })
const ofSound: Manners = { metadata: { audiocodecid: 10 } }
const ofPicture: Manners = { metadata: { videocodecid: 7, width: 320, height: 180 } }
const box = await startBox(t)

t.jobs = 3
for (const { name, first, second, advice, tracks } of [
  {
    name: 'a radio whose encoder comes back with a picture stays a radio',
    first: { tags: sound, manners: ofSound },
    second: { tags: both, manners: {} },
    advice: 'pista_ignorada',
    tracks: { video: false, audio: true },
  },
  {
    name: 'a picture without sound whose encoder comes back with sound stays without',
    first: { tags: picture, manners: ofPicture },
    second: { tags: both, manners: {} },
    advice: 'pista_ignorada',
    tracks: { video: true, audio: false },
  },
  {
    name: 'a live whose encoder comes back without its picture shows the slate',
    first: { tags: both, manners: {} },
    second: { tags: sound, manners: ofSound },
    advice: 'sin_video',
    tracks: { video: true, audio: true },
  },
] as const)
  t.test(name, { buffered: true }, async (t) => {
    const live = await box.prepare({ titulo: name })
    const before = await broadcast(t, box, live.key, first.tags, { manners: first.manners })
    await box.is(live.id, 'en_vivo')
    const viewer = watch(t, live.hls.replace('index', 'main/index'))
    await until('the first encoder', viewer.seconds, (seconds) => seconds >= 2)
    before.publisher.destroy()
    await until('the filler', viewer.stretches, (stretches) => stretches.length === 2)
    await broadcast(t, box, live.key, second.tags, { manners: second.manners })
    await box.is(live.id, 'en_vivo')
    await until(
      'the second encoder',
      viewer.segments,
      (segments) => segments.filter(({ stretch }) => stretch === 2).length > 1,
    )
    const { senal } = await until(
      'the advice',
      () => box.live(live.id),
      ({ senal }) => senal?.consejos.includes(advice),
    )
    t.equal(senal?.video !== null, tracks.video)
    t.equal(senal?.audio !== null, tracks.audio)
    const { variants } = parseMultivariant(await (await fetch(live.hls)).text())
    t.equal(variants.length, tracks.audio ? 2 : 1)
    t.equal(variants[0]?.codecs.length, Number(tracks.video) + Number(tracks.audio))
    t.equal((await fetch(live.hls.replace('index', 'audio'))).status, tracks.audio ? 200 : 404)
    await box.end(live.id)
    await viewer.ended
    t.strictSame(viewer.found(), [])
    const recorded = await stretchesOf(live.media.replace('index', 'main/index'))
    t.equal(recorded.length, 2)
    for (const { code, complaints, video, audio } of recorded) {
      t.strictSame([code, complaints], [0, []])
      t.equal(video > 0, tracks.video)
      t.equal(audio > 0, tracks.audio)
    }
  })
