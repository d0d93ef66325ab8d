import t from 'tap'
import type { Contenido } from '../../src/model/contenido.ts'
import { parseMedia, parseMultivariant } from '../../src/packaging/parse-playlist.ts'
import { startBox, until } from './box.ts'
import { playback, publish } from './encoder.ts'
import { watch } from './viewer.ts'

const text = async (url: string) => (await fetch(url)).text()
const statusOf = async (url: string) => (await fetch(url)).status

t.test('a live from the encoder to the viewer to the catalog', async (t) => {
  const box = await startBox(t)
  const live = await box.prepare()
  t.equal((await box.live(live.id)).estado, 'preparada')
  t.equal(await statusOf(live.hls), 404, 'there is nothing to see yet')
  t.equal(await statusOf(live.hls.replace('index', 'audio')), 404)

  const encoder = publish(t, live.rtmp, { gop: 25 })
  await until(
    'the first playlist',
    () => statusOf(live.hls),
    (status) => status === 200,
  )
  const main = watch(t, live.hls.replace('index', 'main/index'))
  const started = await box.is(live.id, 'en_vivo')
  t.ok(started.iniciada_en)

  await until(
    'the sound',
    async () => parseMultivariant(await text(live.hls.replace('index', 'audio'))).variants.length,
    (variants) => variants === 2,
  )
  const aac = watch(t, live.hls.replace('index', 'aac/index'))
  const opus = watch(t, live.hls.replace('index', 'opus/index'))
  const all = parseMultivariant(await text(live.hls))
  t.strictSame(
    all.variants.map(({ uri }) => uri),
    ['main/index.m3u8', 'aac/index.m3u8'],
  )
  t.match(all.variants[0], { resolution: { width: 320, height: 180 }, codecs: [/^avc1\./, 'mp4a.40.2'] })
  const sound = parseMultivariant(await text(live.hls.replace('index', 'audio')))
  t.strictSame(
    sound.variants.map(({ uri, codecs }) => [uri, ...codecs]),
    [
      ['aac/index.m3u8', 'mp4a.40.2'],
      ['opus/index.m3u8', 'opus'],
    ],
  )

  // A player that knows no parts needs whole segments; one that has found none takes the sound alone.
  await until('a whole segment', main.seconds, (seconds) => seconds > 0)
  const played = await playback(live.hls, 4)
  t.strictSame([played.code, played.complaints], [0, []])
  t.ok(played.video >= 90 && played.audio >= 150, JSON.stringify(played))
  const view = await until(
    'a measured signal',
    () => box.live(live.id),
    ({ senal }) => (senal?.video?.kbps ?? 0) > 0 && senal?.audio,
  )
  t.match(view.senal, {
    video: { codec: /^avc1/, ancho: 320, alto: 180, intervalo_clave_ms: 1000 },
    audio: { codec: 'mp4a.40.2', canales: 2, muestreo_hz: 44100 },
    huecos: 0,
    baja_latencia: true,
    consejos: [],
  })
  t.ok(Math.abs((view.senal?.video?.cuadros_s ?? 0) - 25) < 3)
  t.ok(view.espectadores >= 1, `${view.espectadores} viewers`)

  const { transmision, contenido } = await box.end(live.id)
  await Promise.all([main.ended, aac.ended, opus.ended])
  t.strictSame(
    [main, aac, opus].map((viewer) => viewer.found()),
    [[], [], []],
    'every version of every playlist keeps every clause',
  )
  t.equal(await encoder.exited.then((code) => code !== null), true, 'the encoder is let go')
  t.match(transmision, { estado: 'finalizada', cortes: [], finalizada_en: Number })
  t.match(contenido, { estado: 'publicado', tipo: 'live', duracion_ms: Number })
  t.ok(Math.abs((contenido.duracion_ms ?? 0) / 1000 - main.seconds()) < 0.5, 'the recording is as long as the live was')
  t.strictSame((await box.end(live.id)).transmision, transmision, 'ending twice answers the same')

  const recording = parseMedia(await text(live.media.replace('index', 'main/index')))
  t.equal(recording.endList, true)
  const replay = await playback(live.media, 60)
  t.strictSame([replay.code, replay.complaints], [0, []])
  t.ok(Math.abs(replay.video - main.seconds() * 25) <= 13, `${replay.video} frames of ${main.seconds()} s`)

  const kept = await until(
    'the download',
    async () => (await box.call<Contenido>(`GET /api/content/${live.contenido}`)).body,
    ({ url_archivo }) => url_archivo,
  )
  const file = await playback(box.base + kept.url_archivo, 60)
  t.strictSame([file.code, file.complaints], [0, []])
  t.ok(Math.abs(file.video - replay.video) <= 2, `${file.video} of ${replay.video} frames`)
  t.ok(kept.miniatura)
})
