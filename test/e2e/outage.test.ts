import t from 'tap'
import { flvSource, play } from '../ingest/flv-source.ts'
import { startBox, until } from './box.ts'
import { broadcast, stretchesOf } from './encoder.ts'
import { watch } from './viewer.ts'

const wide = await flvSource({ seconds: 30, gop: 25 })
const tall = await flvSource({ seconds: 30, gop: 50, size: '180x320', bFrames: 2, channels: 1, sampleRate: 48000 })
const silent = await flvSource({ seconds: 30, gop: 25, audio: false })

t.test('an encoder that drops, comes back otherwise, falls silent and speaks again is one programme', async (t) => {
  const box = await startBox(t)
  const live = await box.prepare()
  const first = await broadcast(t, box, live.key, wide)
  await box.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('four seconds', viewer.seconds, (seconds) => seconds >= 4)

  first.publisher.destroy()
  const away = await box.is(live.id, 'reconectando')
  t.ok(away.gracia_vence_en, 'the studio is told until when it waits')
  t.match(away.cortes, [{ desde: Number, hasta: null }])
  await until('the filler', viewer.stretches, (stretches) => stretches.length === 2)

  const second = await broadcast(t, box, live.key, tall, { manners: { chunkSize: 60_000, metadata: false } })
  const back = await box.is(live.id, 'en_vivo')
  t.match(back.cortes, [{ desde: Number, hasta: Number }])
  t.equal(back.gracia_vence_en, null)
  await until('the second encoder', viewer.stretches, (stretches) => stretches.length === 3)
  await until(
    'a whole segment of it',
    viewer.segments,
    (segments) => segments.filter(({ stretch }) => stretch === 2).length > 1,
  )

  await second.freeze()
  await box.is(live.id, 'reconectando')
  await until('the filler again', viewer.stretches, (stretches) => stretches.length === 4)
  t.equal(second.publisher.socket.destroyed, false, 'its connection is still open')
  const third = tall.filter(({ ms }) => ms >= 10_000).map((tag) => ({ ...tag, ms: tag.ms - 10_000 }))
  const config = tall.filter(({ payload }) => payload[1] === 0)
  for (const tag of config) second.publisher.send(tag.type, 14_000, tag.payload)
  const speaking = play(second.publisher, third, { from: 14_000 })
  await box.is(live.id, 'en_vivo')
  await until(
    'the same encoder again',
    viewer.segments,
    (segments) => segments.filter(({ stretch }) => stretch === 4).length > 1,
  )
  second.publisher.destroy()
  await speaking
  await box.is(live.id, 'reconectando')

  const mute = await broadcast(t, box, live.key, silent, {
    manners: { metadata: { width: 320, height: 180, videocodecid: 7 } },
  })
  await box.is(live.id, 'en_vivo')
  await until(
    'the last encoder',
    viewer.segments,
    (segments) => segments.filter(({ stretch }) => stretch === 6).length > 1,
  )
  const view = await until(
    'its signal',
    () => box.live(live.id),
    ({ senal }) => senal?.consejos.includes('sin_audio'),
  )
  t.equal(view.senal?.origen, null)
  t.equal(view.cortes.length, 3)

  const { transmision, contenido } = await box.end(live.id)
  await viewer.ended
  mute.publisher.destroy()
  t.strictSame(viewer.found(), [], 'every version of the playlist keeps every clause')
  const numbers = viewer.segments().map(({ msn }) => msn)
  t.strictSame(
    numbers,
    numbers.map((_, n) => n + (numbers[0] ?? 0)),
    'and no segment was missed',
  )
  t.strictSame(viewer.stretches(), [0, 1, 2, 3, 4, 5, 6])
  t.equal(transmision.cortes.length, 3)
  t.ok(transmision.cortes.every(({ hasta }) => hasta !== null))
  t.equal(transmision.contenido_id, contenido.id)
  const mine = await box.call<{ datos: unknown[] }>('GET /api/live/mine')
  t.strictSame(mine.body.datos, [])

  const recorded = await stretchesOf(live.media.replace('index', 'main/index'))
  t.equal(recorded.length, 4, 'the four runs of encoders, without the filler')
  for (const { code, complaints, seconds, video, audio } of recorded) {
    t.strictSame([code, complaints], [0, []])
    t.ok(Math.abs(video / 25 - seconds) < 0.1, `${video} pictures in ${seconds} s`)
    t.ok(audio > 0, 'the one without sound has silence')
  }
  const length = recorded.reduce((sum, { seconds }) => sum + seconds, 0)
  t.ok(Math.abs(length - (contenido.duracion_ms ?? 0) / 1000) < 0.1, `${length} s`)
})
