import { join } from 'node:path'
import t from 'tap'
import type { Contenido } from '../../src/model/contenido.ts'
import { createEncoderSpeed } from '../../src/packaging/encoder-speed.ts'
import type { MediaTools } from '../../src/packaging/media-tools.ts'
import { readPackaged } from '../../src/packaging/packaged-file.ts'
import { packagedMultivariant } from '../../src/packaging/packaged-playlists.ts'
import { type Rung, rungsOf, wantedRungs } from '../../src/packaging/upload-ladder.ts'
import { real } from './job-world.ts'
import { ffmpeg, ffprobe, sourceArgs } from './real-media.ts'
import { fileOf, openUploads } from './upload-world.ts'

const usual = rungsOf('240:250,360:500,480:900,720:2000')
const namesOf = (rungs: readonly Rung[]) => rungs.map(({ alto }) => alto)

t.test('a ladder is read from its setting, the smallest first; none is a ladder too', async (t) => {
  t.same(rungsOf(''), [])
  t.same(rungsOf('480:900,240:250'), [{ alto: 240, kbps: 250 }, { alto: 480, kbps: 900 }]) // biome-ignore format: two rows
})

t.test('a video gets what is clearly smaller and leaner, as far as the box can encode it while it plays', async (t) => {
  const wanted = (ancho: number, alto: number, kbps: number, megapixels: number, framesPerSecond = 25) => {
    const video = { formato: 'cmaf', url: '/media/x/video-0123456789abcdef.mp4', bitrate: kbps * 1000 }
    const plan = { durationMs: 1000, picture: { index: 0, copy: true, ancho, alto }, sound: undefined }
    return namesOf(wantedRungs(plan, { medios: [video] as Contenido['medios'], framesPerSecond }, usual, megapixels))
  }
  t.same(wanted(1920, 1080, 5000, 1000), [240, 360, 480, 720])
  t.same(wanted(1080, 1920, 5000, 1000), [240, 360, 480, 720], 'a film that stands upright is as tall as it is wide')
  t.same(wanted(1280, 720, 2500, 1000), [240, 360, 480])
  t.same(wanted(1280, 720, 600, 1000), [240, 360], 'what is lean already is not made fatter')
  t.same(wanted(320, 240, 2000, 1000), [])
  t.same(wanted(1920, 1080, 5000, 20), [240, 360, 480], 'of 20 million pixels a second 19 are spent')
  t.same(wanted(1920, 1080, 5000, 20, 50), [240, 360])
  t.same(wanted(1920, 1080, 5000, 0), [])
  t.same(namesOf(wantedRungs({ durationMs: 1, picture: undefined, sound: undefined }, { medios: [] }, usual, 1000)), [])
})

t.test('what a box encodes a second is measured, once', async (t) => {
  let runs = 0
  const speed = createEncoderSpeed({
    run: (work) => {
      runs++
      return real.run(work)
    },
  })
  const found = await speed.megapixels()
  t.ok(found > 0.1 && Number.isFinite(found), `${found}`)
  t.equal(await speed.megapixels(), found)
  t.equal(runs, 1)
  const none = createEncoderSpeed({ run: async () => { throw new Error('no encoder') } }) // biome-ignore format: one line
  t.equal(await none.megapixels(), 0)
})

/** Pictures that no encoder makes small. */
const film = join(t.testdir(), 'film.mp4')
await ffmpeg(
  ...sourceArgs({ seconds: 9, gop: 50, picture: 'testsrc2=s=640x480:r=25,noise=alls=40:allf=t' }),
  ...['-b:v', '3M', '-maxrate', '3M', '-bufsize', '3M', film],
)
const waits = (retryAfterS: number) => ({ code: 'versiones_en_espera', retryAfterS })

t.test(
  'smaller pictures come one at a time behind what is published, and stand in the playlists as measured',
  async (t) => {
    const ladder = {
      rungs: () => rungsOf('120:150,240:250,720:2000'),
      speed: { megapixels: async () => 1000, small: true },
      onAir: () => false,
    }
    const { upload, prepare, read, pathOf, storage } = await openUploads(t, { ladder })
    const { id } = await upload(film)
    const names = async () => {
      const { medios } = await read(id)
      return ['video', '120p', '240p', '720p'].filter((name) => fileOf({ medios } as Contenido, name))
    }
    await t.rejects(prepare(id), waits(5), 'what others uploaded comes first')
    t.equal((await read(id)).estado, 'publicado')
    t.same(await names(), ['video'])
    await t.rejects(prepare(id), waits(5))
    t.same(await names(), ['video', '120p'])
    await prepare(id)
    t.same(await names(), ['video', '120p', '240p'])
    const { version, medios } = await read(id)
    await prepare(id)
    t.equal((await read(id)).version, version, 'there is no more to be made')
    t.equal((await storage.notices.page((await read(id)).creador_id, 9)).rows.length, 1, 'its creator is told once')

    const content = { medios } as Contenido
    for (const [name, kbps, width, height] of [
      ['120p', 150, 160, 120],
      ['240p', 250, 320, 240],
    ] as const) {
      // biome-ignore format: one list
      const medio = fileOf(content, name)
      t.match(medio, { ancho: width, alto: height, formato: 'cmaf', codecs: /^avc1\./ })
      t.ok((medio?.bitrate ?? 0) < kbps * 1250, `${medio?.bitrate} bits a second`)
      const { streams } = await ffprobe<{ streams: object[] }>(pathOf(medio), '-show_streams')
      t.match(streams, [{ codec_name: 'h264', width, height, pix_fmt: 'yuv420p' }])
    }
    const renditions = await Promise.all(
      ['video', '120p', '240p', 'sonido', 'aac'].map(async (name) => {
        const medio = fileOf(content, name)!
        return { name, uri: name, file: await readPackaged(pathOf(medio)), ancho: medio.ancho, alto: medio.alto }
      }),
    )
    const { variants = [] } = packagedMultivariant(renditions, 'all') ?? {}
    t.match(variants, [
      { uri: 'video.m3u8', resolution: { width: 640, height: 480 } },
      { uri: '240p.m3u8', resolution: { width: 320, height: 240 }, codecs: [/^avc1\./, 'mp4a.40.2'], audio: 'aac' },
      { uri: '120p.m3u8', resolution: { width: 160, height: 120 } },
      { uri: 'aac.m3u8' },
    ])
    for (const { uri, bandwidth, averageBandwidth = 0 } of variants) t.ok(bandwidth >= averageBandwidth && averageBandwidth > 0, uri) // biome-ignore format: one line
    const spans = renditions.map(({ file }) => file.segments.reduce((sum, { duracion_ms }) => sum + duracion_ms, 0))
    t.ok(Math.max(...spans) - Math.min(...spans) < 200, `they are as long as one another: ${spans}`)
  },
)

t.test('on a small box nothing is made while something is on the air, and what is being made gives way', async (t) => {
  let onAir = true
  const slowly: MediaTools = {
    ...real,
    run: (work) => real.run({ ...work, inputs: work.inputs.map((input) => ({ ...input, options: ['-re', ...(input.options ?? [])] })) }), // biome-ignore format: one line
  }
  const ladder = {
    rungs: () => rungsOf('240:250'),
    speed: { megapixels: async () => 1000, small: true },
    onAir: () => onAir,
  }
  const world = await openUploads(t, { ladder })
  const { id } = await world.upload(film)
  await t.rejects(world.prepare(id), waits(60))
  t.equal((await world.read(id)).estado, 'publicado', 'it can be seen all the same')
  await t.rejects(world.prepare(id), waits(60))
  t.equal(fileOf(await world.read(id), '240p'), undefined)

  onAir = false
  const other = await openUploads(t, { ladder, tools: slowly })
  const begun = await other.upload(film, { medios: [] })
  await t.rejects(other.prepare(begun.id), waits(5))
  const making = other.prepare(begun.id)
  onAir = true
  await t.rejects(making, waits(60), 'it ends when a live begins')
  t.equal(fileOf(await other.read(begun.id), '240p'), undefined)

  ladder.speed.small = false
  await world.prepare(id)
  t.ok(fileOf(await world.read(id), '240p'), 'a larger box does both')
})
