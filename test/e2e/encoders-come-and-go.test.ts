import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { flvSource } from '../ingest/flv-source.ts'
import { startBox, until, type View } from './box.ts'
import { broadcast } from './encoder.ts'
import { watch } from './viewer.ts'

const tags = await flvSource({ seconds: 30, gop: 25 })
const other = await flvSource({ seconds: 30, gop: 25, size: '180x320' })
const box = await startBox(t)

t.test('a second encoder with the key of one that is on takes its place, without filler or cut', async (t) => {
  const live = await box.prepare()
  const first = await broadcast(t, box, live.key, tags)
  await box.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('the first encoder', viewer.seconds, (seconds) => seconds >= 2)
  const second = await broadcast(t, box, live.key, other)
  t.equal(second.answer, 'NetStream.Publish.Start')
  await first.publisher.closed
  await until(
    'the second encoder',
    viewer.segments,
    (segments) => segments.filter(({ stretch }) => stretch === 1).length > 1,
  )
  const { body } = await box.call<{ datos: View[] }>('GET /api/live')
  t.match(body.datos, [{ id: live.id, estado: 'en_vivo', cortes: [] }], 'one live, on all the time')
  await box.end(live.id)
  await viewer.ended
  await second.publisher.closed
  t.strictSame(viewer.found(), [])
  t.strictSame(viewer.stretches(), [0, 1], 'no filler between the two')
  const { datos } = (await box.call<{ datos: unknown[] }>('GET /api/content/list')).body
  t.equal(datos.length, 1)
})

t.test('a live that is not to be recorded is on air and leaves no recording', async (t) => {
  const live = await box.prepare({ grabar: false })
  const first = await broadcast(t, box, live.key, tags)
  await box.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('media', viewer.seconds, (seconds) => seconds >= 2)
  first.publisher.destroy()
  await until('the filler', viewer.stretches, (stretches) => stretches.length === 2)
  await broadcast(t, box, live.key, tags)
  await box.is(live.id, 'en_vivo')
  const { contenido } = await box.end(live.id)
  await viewer.ended
  t.strictSame(viewer.found(), [])
  t.match(contenido, { estado: 'oculto', duracion_ms: null })
  t.equal((await fetch(live.media)).status, 404)
})

t.test('a grace that is over ends the live with what there is', async (t) => {
  const box = await startBox(t, { NODO_LIVE_GRACE_S: '5' })
  const live = await box.prepare()
  const { publisher } = await broadcast(t, box, live.key, tags)
  await box.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('media', viewer.seconds, (seconds) => seconds >= 2)
  publisher.destroy()
  const ended = await box.is(live.id, 'finalizada')
  t.match(ended.cortes, [{ desde: Number, hasta: Number }])
  await viewer.ended
  t.strictSame(viewer.found(), [])
  t.equal(viewer.playlist()?.endList, true)
  t.equal((await fetch(live.media)).status, 200)
  t.equal((await broadcast(t, box, live.key, tags)).answer, 'NetStream.Publish.BadName')
})

t.test('an encoder that comes and goes at once leaves the live waiting, with its filler', async (t) => {
  const live = await box.prepare()
  const first = await broadcast(t, box, live.key, tags)
  await box.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('media', viewer.seconds, (seconds) => seconds >= 2)
  first.publisher.destroy()
  await box.is(live.id, 'reconectando')
  for (const ms of [20, 60, 120, 250, 400]) {
    const { publisher } = await broadcast(t, box, live.key, tags)
    await sleep(ms)
    publisher.destroy()
    await publisher.closed
  }
  await box.is(live.id, 'reconectando')
  const { length } = viewer.segments()
  await until('more filler', viewer.segments, (segments) => segments.length > length + 2)
  const { estado, gracia_vence_en } = await box.live(live.id)
  t.equal(estado, 'reconectando')
  t.ok(gracia_vence_en)
  const { contenido } = await box.end(live.id)
  await viewer.ended
  t.strictSame(viewer.found(), [])
  t.equal(contenido.estado, 'publicado')
})
