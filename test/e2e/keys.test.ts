import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Reply } from '../../src/model/api.ts'
import { flvSource } from '../ingest/flv-source.ts'
import { type Box, startBox, until, type View } from './box.ts'
import { broadcast } from './encoder.ts'

const tags = await flvSource({ seconds: 30, gop: 25 })

const permanentKey = async (box: Box) => {
  const { body } = await box.call<Reply<'POST /api/live/keys'>>('POST /api/live/keys', { nombre: 'OBS de la cabina' })
  return { id: body.clave_transmision.id, key: body.ingesta.clave }
}
const mine = async (box: Box) => (await box.call<{ datos: View[] }>('GET /api/live/mine')).body.datos
const keysOf = async (box: Box) => (await box.call<Reply<'GET /api/live/keys'>>('GET /api/live/keys')).body.datos

const box = await startBox(t)

t.test(
  'a wrong key, the key of a live that is over and a revoked one are refused before any word of Start',
  async (t) => {
    const live = await box.prepare()
    const permanent = await permanentKey(box)
    const refused = async (key: string) => {
      const { answer, publisher } = await broadcast(t, box, key, tags)
      await publisher.closed
      t.equal(answer, 'NetStream.Publish.BadName')
      t.strictSame(publisher.told, ['NetStream.Publish.BadName'])
    }
    await refused('aaaaa-bbbbb-ccccc-ddddd')
    await refused(live.id)
    await box.end(live.id)
    await refused(live.key)
    await box.call(`DELETE /api/live/keys/${permanent.id}`)
    await refused(permanent.key)
    t.strictSame(await mine(box), [])
  },
)

t.test('a live that never got media ends without a trace in the catalog', async (t) => {
  const live = await box.prepare()
  const silent = await broadcast(t, box, live.key, [])
  t.equal(silent.answer, 'NetStream.Publish.Start')
  const { transmision, contenido } = await box.end(live.id)
  t.match(transmision, { estado: 'finalizada', iniciada_en: null, cortes: [] })
  t.match(contenido, { estado: 'oculto', duracion_ms: null })
  await silent.publisher.closed
  const { datos } = (await box.call<{ datos: unknown[] }>('GET /api/content/list')).body
  t.strictSame(datos, [])
})

t.test('a permanent key opens a live by itself, rests after its end, and resumes at a tap', async (t) => {
  const { id, key } = await permanentKey(box)
  const [one, two] = await Promise.all([broadcast(t, box, key, tags), broadcast(t, box, key, tags)])
  t.strictSame([one.answer, two.answer], ['NetStream.Publish.Start', 'NetStream.Publish.Start'])
  const [live] = await until(
    'its live',
    () => mine(box),
    (lives) => lives[0]?.estado === 'en_vivo',
  )
  t.equal((await mine(box)).length, 1, 'two connections at once get one live')
  t.match(live?.titulo, /^OBS de la cabina · /)

  await box.end(live?.id ?? '')
  for (let n = 0; n < 3; n++) {
    t.equal(
      (await broadcast(t, box, key, tags)).answer,
      'NetStream.Publish.BadName',
      'an encoder that reconnects by itself',
    )
    await sleep(100)
  }
  t.match(await keysOf(box), [{ id, en_reposo: true }])
  t.equal((await box.call(`POST /api/live/keys/${id}/resume`)).status, 204)
  t.equal((await broadcast(t, box, key, tags)).answer, 'NetStream.Publish.Start')
  const [next] = await until(
    'another live',
    () => mine(box),
    (lives) => lives.length === 1,
  )
  t.not(next?.id, live?.id)
})

t.test('an encoder whose codec browsers cannot play is told what to set, and so is the studio', async (t) => {
  for (const [payload, type, advice, words] of [
    [Buffer.of(0x90, ...Buffer.from('hvc1'), 0, 0, 0), 9, 'fija_h264', /H\.264/],
    [Buffer.of(0x2f, 0xff, 0xfb, 0x90, 0x64), 8, 'fija_aac', /AAC/],
  ] as const) {
    const live = await box.prepare()
    const { publisher, answer } = await broadcast(t, box, live.key, [])
    t.equal(answer, 'NetStream.Publish.Start', 'its codec shows only in its media')
    publisher.send(type, 0, payload)
    await publisher.closed
    t.equal(publisher.told.at(-1), 'NetStream.Publish.BadName')
    t.match(publisher.said(), words)
    const { senal, estado } = await until(
      'the advice',
      () => box.live(live.id),
      ({ senal }) => senal,
    )
    t.strictSame(senal?.consejos, [advice])
    t.equal(estado, 'preparada')
  }
})
