import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import type { SegmentoVivo } from '../../src/model/transmision.ts'
import type { MediaTools } from '../../src/packaging/media-tools.ts'
import { avcConfigOf } from '../../src/packaging/parameter-sets.ts'
import { id, job, look, near, never, type Packets, play, quietly, real, world } from './job-world.ts'
import { ffmpeg, type Source } from './real-media.ts'

/** Decode times grow in each track, and no track pauses for longer than `pauseS`. */
const checkTimes = (t: Test, { packets }: Packets, pauseS: number) => {
  for (const kind of ['video', 'audio']) {
    const times = packets.filter((packet) => packet.codec_type === kind).map((packet) => Number(packet.dts_time))
    const steps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    t.ok(
      steps.every((step) => step > 0),
      `${kind}: decode times grow`,
    )
    t.ok(Math.max(0, ...steps) <= pauseS, `${kind}: the longest pause is ${Math.max(0, ...steps)} s`)
  }
}

/** Boxes of the top level, in order. */
const topLevel = (bytes: Buffer): string[] => {
  const types: string[] = []
  for (let at = 0; at + 8 <= bytes.length; at += Math.max(8, bytes.readUInt32BE(at))) types.push(bytes.toString('latin1', at + 4, at + 8)) // biome-ignore format: one loop
  return types
}

t.test('stretches that agree are copied into one file that plays without a gap', async (t) => {
  const source = { bFrames: 2, sampleRate: 44100 }
  const { run, told, pathOf, folder, records } = await world(t, [
    { ...source, seconds: 4 },
    { ...source, seconds: 3 },
  ])
  const steps: number[] = []
  await run(job, { progress: (done) => steps.push(done), signal: never })
  const { medios, duracion_ms: durationMs, url_archivo: url, miniatura } = told.contenido
  t.match(medios, [
    {
      formato: 'mp4',
      codecs: /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/,
      ancho: 320,
      alto: 180,
      url: `/media/${id}/descarga.mp4`,
    },
    { formato: 'm4a', codecs: 'mp4a.40.2', ancho: null, url: `/media/${id}/audio.m4a` },
    { formato: 'jpg', ancho: 320, alto: 180, url: `/media/${id}/miniatura.jpg` },
  ])
  t.equal(url, `/media/${id}/descarga.mp4`)
  t.equal(miniatura, `/media/${id}/miniatura.jpg`)
  near(t, durationMs ?? 0, 7000, 200, 'duration in ms')
  t.same(
    steps,
    steps.toSorted((a, b) => a - b),
    'progress grows',
  )
  t.equal(steps.at(-1), 1)

  const mp4 = await readFile(pathOf('mp4'))
  t.equal(createHash('sha256').update(mp4).digest('hex'), medios[0]?.sha256)
  t.equal(mp4.length, medios[0]?.tamano_bytes)
  t.equal(medios[0]?.bitrate, Math.round((mp4.length * 8000) / (durationMs ?? 1)))
  const boxes = topLevel(mp4)
  t.ok(boxes.indexOf('moov') < boxes.indexOf('mdat'), `it can be played while it loads: ${boxes}`)
  const found = await look(pathOf('mp4'))
  t.equal(found.packets.filter((packet) => packet.codec_type === 'video').length, 7 * 25, 'every picture is there')
  checkTimes(t, found, 0.2)
  t.equal(await play(pathOf('mp4')), '')
  t.equal(await play(pathOf('m4a')), '')
  near(t, Number((await look(pathOf('m4a'))).format.duration), 7, 0.2, 'seconds of sound')
  t.same(await readdir(join(folder, 'blobs', 'tmp')), [], 'nothing half made is left')
  const written = await records.of(medios.map(({ sha256 }) => sha256 ?? ''))
  t.equal(written.length, medios.length)
  for (const one of written) t.match(one, { durable: true, refs: 0, retenciones: [{ contenido_id: id }] }, 'it is held')
})

t.test('a stretch of another size, rate and sound is brought under the parameters of the longest', async (t) => {
  const colour = (name: string, size: string, rate: number) => `color=c=${name}:s=${size}:r=${rate}`
  const sources: Source[] = [
    { seconds: 1, picture: colour('green', '160x120', 15), tone: 'sine=f=440:r=22050', channels: 1, sampleRate: 22050, gop: 15 },
    { seconds: 3, picture: colour('red', '320x180', 25), bFrames: 2 },
    { seconds: 1, picture: colour('blue', '640x360', 30), tone: 'sine=f=440:r=48000', sampleRate: 48000, gop: 30 },
    { seconds: 1, picture: colour('white', '320x180', 25), bFrames: 2 },
  ] // biome-ignore format: one source a line
  const { run, pathOf, told } = await world(t, sources)
  await run(job, quietly)
  const found = await look(pathOf('mp4'))
  t.match(found.streams, [
    { codec_type: 'video', codec_name: 'h264', width: 320, height: 180 },
    { codec_type: 'audio', codec_name: 'aac', sample_rate: '44100', channels: 2 },
  ])
  near(t, Number(found.format.duration), 6, 0.4, 'seconds')
  near(t, told.contenido.duracion_ms ?? 0, 6000, 400, 'duration in ms')
  checkTimes(t, found, 0.2)
  t.equal(await play(pathOf('mp4')), '')
  /** The colour in the middle of the picture at a moment: red, green, blue. */
  const at = async (seconds: number) => {
    const pixel = await ffmpeg('-i', pathOf('mp4'), '-ss', String(seconds), '-frames:v', '1', '-vf', 'crop=2:2,format=rgb24', '-f', 'rawvideo', '-') // biome-ignore format: one command
    return [...pixel.subarray(0, 3)].map((value) => (value > 100 ? 1 : 0)).join('')
  }
  const seen = [await at(0.5), await at(2.5), await at(4.6), await at(5.6)]
  t.same(seen, ['010', '100', '001', '111'], 'green, red, blue, white')
  const config = avcConfigOf(await readFile(pathOf('mp4')))
  t.equal(config?.sps.length, 2, 'both kinds of pictures find their parameters in the one sample entry')
  t.equal(config?.pps.length, 2)
})

t.test('sound and picture stay together in every stretch', async (t) => {
  const source = (at: number): Source => ({
    seconds: 4,
    bFrames: 2,
    picture: `color=c=black:s=320x180:r=25,drawbox=c=white:t=fill:enable='gte(t,${at})*lt(t,${at + 0.6})'`,
    tone: `sine=f=1000:r=44100,volume='if(gte(t,${at})*lt(t,${at + 0.6}),1,0)':eval=frame`,
  })
  const other: Source = {
    ...source(2),
    picture: source(2).picture?.replace('320x180', '640x360').replace('r=25', 'r=30'),
  }
  const { run, pathOf } = await world(t, [source(1), { ...source(2), seconds: 5 }, other])
  await run(job, quietly)
  const { stderr } = await promisify(execFile)('ffmpeg', [
    '-nostdin', '-hide_banner', '-i', pathOf('mp4'), '-vf', 'blackdetect=d=0.2:pix_th=0.3', '-af', 'silencedetect=n=-40dB:d=0.2', '-f', 'null', '-',
  ]) // biome-ignore format: one command
  const flashes = [...stderr.matchAll(/black_end:([\d.]+)/g)].map((match) => Number(match[1]))
  const beeps = [...stderr.matchAll(/silence_end: ([\d.]+)/g)].map((match) => Number(match[1]))
  for (const [i, wanted] of [1, 6, 11].entries()) {
    near(t, flashes[i] ?? 0, wanted, 0.35, `flash ${i}`)
    near(t, beeps[i] ?? 0, flashes[i] ?? 0, 0.06, `the beep at flash ${i}`)
  }
})

t.test('a stretch whose sound is missing gets silence', async (t) => {
  const { run, pathOf } = await world(t, [{ seconds: 3 }, { seconds: 2, audio: false }])
  await run(job, quietly)
  const found = await look(pathOf('mp4'))
  for (const stream of found.streams) near(t, Number(stream.duration), 5, 0.3, `seconds of ${stream.codec_type}`)
  t.equal(await play(pathOf('mp4')), '')
})

t.test('a live of sound alone has its m4a and neither MP4 nor thumbnail', async (t) => {
  const { run, told, pathOf } = await world(t, [
    { seconds: 3, video: false },
    { seconds: 2, video: false, channels: 1 },
  ])
  await run(job, quietly)
  t.match(told.contenido.medios, [{ formato: 'm4a', codecs: 'mp4a.40.2' }])
  t.equal(told.contenido.medios.length, 1)
  t.match(told.contenido, { miniatura: null, url_archivo: `/media/${id}/audio.m4a` })
  near(t, told.contenido.duracion_ms ?? 0, 5000, 200, 'duration in ms')
  t.equal(await play(pathOf('m4a')), '')
})

t.test('a live without sound has its MP4 and no m4a', async (t) => {
  const { run, told, pathOf } = await world(t, [{ seconds: 3, audio: false }])
  await run(job, quietly)
  t.same(
    told.contenido.medios.map((medio) => medio.formato),
    ['mp4', 'jpg'],
  )
  t.equal(await play(pathOf('mp4')), '')
})

t.test('a large picture has a thumbnail of 640 pixels', async (t) => {
  const { run, told } = await world(t, [{ seconds: 2, size: '1280x720' }])
  await run(job, quietly)
  t.match(told.contenido.medios.at(-1), { formato: 'jpg', ancho: 640, alto: 360 })
})

t.test('filler and holes are cut: what was recorded follows on itself', async (t) => {
  const rows = (all: SegmentoVivo[]) => all.map((row) => ({ ...row, relleno: row.secuencia === 1 }))
  const { run, pathOf } = await world(t, [{ seconds: 6, bFrames: 2 }], { rows })
  await run(job, quietly)
  const found = await look(pathOf('mp4'))
  near(t, Number(found.format.duration), 4, 0.3, 'seconds')
  checkTimes(t, found, 0.2)
  t.equal(await play(pathOf('mp4')), '')
})

t.test('where the picture was not recorded, the sound is what there is', async (t) => {
  const { run, told } = await world(t, [{ seconds: 2 }], { renditions: ['aac', 'opus'] })
  await run(job, quietly)
  t.match(told.contenido.medios, [{ formato: 'm4a', codecs: 'mp4a.40.2' }])
})

t.test('a live that recorded nothing tells the catalog nothing', async (t) => {
  const { run, told } = await world(t, [{ seconds: 1 }], { rows: () => [] })
  await run(job, quietly)
  t.equal(told.changes, 0)
})

t.test('what is made already is left as it is', async (t) => {
  const { run, told } = await world(t, [{ seconds: 1 }])
  await run(job, quietly)
  const before = told.contenido
  await run(job, quietly)
  t.equal(told.changes, 1)
  t.equal(told.contenido, before)
})

t.test('an aborted job leaves nothing behind, and can be done again', async (t) => {
  const abort = new AbortController()
  let runs = 0
  const tools: MediaTools = {
    ...real,
    run: async (work) => {
      await real.run(work)
      if (++runs === 2) abort.abort(new Error('stopping'))
    },
  }
  const { run, told, folder } = await world(t, [{ seconds: 2 }, { seconds: 1, size: '160x90' }], { tools })
  await t.rejects(run(job, { progress: () => undefined, signal: abort.signal }), { message: 'stopping' })
  t.equal(told.changes, 0)
  t.same(await readdir(join(folder, 'blobs', 'tmp')), [])
  await run(job, quietly)
  t.equal(told.contenido.medios.length, 3)
})

t.test('a content that is deleted meanwhile takes the files with it', async (t) => {
  const { run, folder, records } = await world(t, [{ seconds: 1 }], { gone: true })
  await t.rejects(run(job, quietly), { code: 'contenido_no_encontrado' })
  t.same(await records.unused(Number.MAX_SAFE_INTEGER, 9), [], 'nor is anything known of them')
  const left = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true })
  t.same(
    left.filter((entry) => entry.isFile()).map((entry) => entry.name),
    [],
  )
})
