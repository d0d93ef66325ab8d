import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { NodoError } from '../../src/errors.ts'
import type { MediaTools } from '../../src/packaging/media-tools.ts'
import { lengthOf, readPackaged } from '../../src/packaging/packaged-file.ts'
import { near, play, real } from './job-world.ts'
import { ffmpeg, ffprobe, type Source, sourceArgs } from './real-media.ts'
import { fileOf, openUploads, quietly } from './upload-world.ts'

const folder = t.testdir()
/** A file as somebody would upload it. */
const aFile = async (name: string, source: Source, ...codec: string[]): Promise<string> => {
  const path = join(folder, name)
  await ffmpeg(...sourceArgs(source), ...codec, path)
  return path
}
const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

interface Packets {
  packets: { pts_time: string; data_hash: string }[]
}
/** Packets of a track: when each is shown, and what it is. */
const packetsOf = async (path: string, kind: string) => {
  const wanted = [
    '-select_streams',
    `${kind}:0`,
    '-show_entries',
    'packet=pts_time,data_hash',
    '-show_data_hash',
    'md5',
  ]
  return (await ffprobe<Packets>(path, ...wanted)).packets.toSorted((a, b) => Number(a.pts_time) - Number(b.pts_time))
}

t.test('H.264 and AAC are passed through as they are, in files of one track that begin together', async (t) => {
  const file = await aFile('phone.mp4', { seconds: 11, gop: 50, bFrames: 2, size: '640x360' })
  const { prepared, pathOf, storage, creator, folder } = await openUploads(t)
  const content = await prepared(file)
  t.match(content, { estado: 'publicado', fecha_publicacion: 1_790_000_000_000 })
  near(t, content.duracion_ms ?? 0, 11_000, 60, 'length in ms')
  t.match(
    ['video', 'sonido', 'aac', 'opus'].map((name) => fileOf(content, name)),
    [
      { formato: 'cmaf', codecs: /^avc1\./, ancho: 640, alto: 360 },
      { formato: 'cmaf', codecs: 'mp4a.40.2', ancho: null },
      { formato: 'cmaf', codecs: 'mp4a.40.2', ancho: null },
      { formato: 'cmaf', codecs: 'opus', ancho: null },
    ],
  )
  for (const [name, kind] of [
    ['video', 'v'],
    ['sonido', 'a'],
  ] as const) {
    const path = pathOf(fileOf(content, name))
    const [before, after] = [await packetsOf(file, kind), await packetsOf(path, kind)]
    t.same(
      after.map(({ data_hash }) => data_hash),
      before.map(({ data_hash }) => data_hash),
      `${name}: not a bit was encoded`,
    )
    const shift = after.map(({ pts_time }, i) => Number(pts_time) - Number(before[i]?.pts_time))
    t.ok(
      shift.every((seconds) => Math.abs(seconds - 1) < 0.0005),
      `${name}: all of it stands one second later`,
    )
  }
  for (const name of ['video', 'sonido', 'aac', 'opus']) {
    const path = pathOf(fileOf(content, name))
    t.equal(await play(path), '', name)
    const found = await readPackaged(path)
    near(t, lengthOf(found), 11_000, 100, `${name}: ms by its index`)
    t.equal(found.segments.length, 3, `${name}: a segment begins after 4 s`)
    t.equal(found.segments.at(-1)!.from + found.segments.at(-1)!.tamano_bytes <= (await readFile(path)).length, true)
  }
  t.ok((fileOf(content, 'aac')?.bitrate ?? 0) < 60_000)
  t.ok((fileOf(content, 'opus')?.bitrate ?? 0) < 32_000)
  const original = content.medios.find(({ formato }) => formato === 'original')
  t.match(original, { url: `/media/${content.id}/original.mp4`, codecs: 'h264,aac', ancho: 640, alto: 360 })
  t.equal(content.url_archivo, original?.url)
  t.equal(await hashOf(pathOf(original)), await hashOf(file), 'the original stays byte for byte')
  t.same(await readdir(join(folder, 'blobs', 'tmp')), [], 'nothing half made is left')
  const { rows } = await storage.notices.page(creator.id, 10)
  t.match(rows, [{ tipo: 'contenido_listo', datos: { contenido_id: content.id, titulo: content.titulo } }])
  const held = await storage.blobRecords.of(content.medios.map(({ sha256 }) => sha256 ?? ''))
  t.equal(held.length, content.medios.length)
  for (const one of held) t.match(one, { refs: 1, durable: true, retenciones: [] }, 'its content holds it')
})

t.test('the thumbnail comes in three widths, none of them stretched', async (t) => {
  const { prepared, pathOf } = await openUploads(t)
  const large = await prepared(await aFile('large.mp4', { seconds: 3, size: '1280x720' }))
  const widths = [320, 640, 1280]
  for (const width of widths) {
    const picture = fileOf(large, `miniatura-${width}`)
    t.match(picture, { formato: 'jpg', ancho: width, alto: (width * 9) / 16 })
    t.same((await readFile(pathOf(picture))).subarray(0, 3), Buffer.from([0xff, 0xd8, 0xff]), 'a JPEG')
  }
  t.equal(large.miniatura, fileOf(large, 'miniatura-640')?.url)
  const small = await prepared(await aFile('small.mp4', { seconds: 3, size: '200x120' }))
  t.match(fileOf(small, 'miniatura-320'), { ancho: 200, alto: 120 })
  t.equal(fileOf(small, 'miniatura-640'), undefined)
  const own = await prepared(await aFile('own.mp4', { seconds: 1 }), { miniatura: '/media/own.jpg' })
  t.equal(own.miniatura, '/media/own.jpg', 'one that its creator chose stays')
})

t.test('sound alone becomes sound alone', async (t) => {
  const { prepared } = await openUploads(t)
  const { medios, miniatura, url_archivo } = await prepared(
    await aFile('song.mp3', { seconds: 5, video: false }, '-c:a', 'libmp3lame'),
    { tipo: 'audio' },
  )
  t.same(medios.map(({ formato, codecs }) => `${formato} ${codecs}`), ['original mp3', 'cmaf mp4a.40.2', 'cmaf mp4a.40.2', 'cmaf opus']) // biome-ignore format: one list
  t.equal(miniatura, null)
  t.match(url_archivo, /\/original\.mp3$/)
})

t.test('what no browser plays is encoded once, in time with its sound', async (t) => {
  const { prepared, pathOf } = await openUploads(t)
  const source: Source = { seconds: 5, size: '321x241', rate: '25' }
  const old = await aFile('old.avi', source, '-c:v', 'mpeg4', '-c:a', 'libmp3lame')
  const tenBits = await aFile(
    'ten.mkv',
    { seconds: 3, sampleRate: 48000 },
    '-pix_fmt',
    'yuv420p10le',
    '-c:a',
    'libopus',
  )
  for (const [file, ending, size] of [
    [old, 'avi', '320x240'],
    [tenBits, 'mkv', '320x180'],
  ] as const) {
    const content = await prepared(file)
    const video = fileOf(content, 'video')
    t.match(video, { codecs: /^avc1\.64/ }, file)
    t.match(`${video?.ancho}x${video?.alto}`, /^32[02]x(240|242|180)$/, size)
    t.match(fileOf(content, 'sonido'), { codecs: 'mp4a.40.2' })
    t.match(content.url_archivo, new RegExp(`original\\.${ending}$`))
    for (const name of ['video', 'sonido']) t.equal(await play(pathOf(fileOf(content, name))), '')
    const first = async (name: string) => Number((await packetsOf(pathOf(fileOf(content, name)), name === 'video' ? 'v' : 'a'))[0]?.pts_time) // biome-ignore format: one line
    near(t, await first('video'), 1, 0.05, `${file}: seconds to the first picture`)
    near(t, await first('sonido'), 1, 0.05, `${file}: seconds to the first sound`)
  }
})

t.test('a picture that can hardly be begun at is encoded anew', async (t) => {
  const { prepared, pathOf } = await openUploads(t)
  const content = await prepared(await aFile('rare.mp4', { seconds: 20, size: '160x90', gop: 10_000 }))
  const { segments } = await readPackaged(pathOf(fileOf(content, 'video')))
  t.ok(Math.max(...segments.map(({ duracion_ms }) => duracion_ms)) <= 6_100, 'a place can be looked for')
})

t.test('sound that begins late begins late', async (t) => {
  const late = join(folder, 'late.mkv')
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25', '-itsoffset', '2', '-f', 'lavfi', '-i', 'sine', '-t', '6', '-c:v', 'libx264', '-g', '25', '-c:a', 'aac', late) // biome-ignore format: one command
  const { prepared, pathOf } = await openUploads(t)
  const content = await prepared(late)
  const quiet = await ffmpeg(
    '-i',
    pathOf(fileOf(content, 'sonido')),
    '-t',
    '3',
    '-f',
    's16le',
    '-ac',
    '1',
    '-ar',
    '8000',
    '-',
  )
  const loud = (from: number, to: number) => Math.max(...new Int16Array(quiet.buffer.slice(quiet.byteOffset + from * 16_000, quiet.byteOffset + to * 16_000))) // biome-ignore format: one line
  t.ok(loud(0, 1.8) < 50, 'two seconds of silence')
  t.ok(loud(2.2, 2.9) > 1000, 'then the tone')
})

t.test('a phone’s picture stays upright', async (t) => {
  const flat = await aFile('flat.mp4', { seconds: 3, size: '640x360' })
  const turned = join(folder, 'turned.mp4')
  await ffmpeg('-display_rotation', '90', '-i', flat, '-c', 'copy', turned).catch(() =>
    ffmpeg('-i', flat, '-c', 'copy', '-metadata:s:v:0', 'rotate=270', turned),
  )
  const { prepared } = await openUploads(t)
  const content = await prepared(turned)
  t.match(fileOf(content, 'video'), { ancho: 360, alto: 640 })
  t.match(fileOf(content, 'miniatura-320'), { ancho: 320, alto: 568 })
})

t.test('what is neither picture nor sound is told to who uploaded it, and is not tried again', async (t) => {
  const { upload, prepare, read, storage, creator } = await openUploads(t)
  const text = join(folder, 'text.mp4')
  await writeFile(text, 'no media at all')
  const silent = await aFile('silent.mkv', { seconds: 1, video: false })
  const words = join(folder, 'words.srt')
  await writeFile(words, '1\n00:00:00,000 --> 00:00:01,000\nhola\n')
  const noMedia = join(folder, 'only-words.mkv')
  await ffmpeg('-i', words, '-c:s', 'subrip', noMedia)
  for (const [file, hopeless] of [
    [text, false],
    [noMedia, true],
  ] as const) {
    const { id } = await upload(file)
    const failure = await prepare(id).catch((error) => error)
    t.match(failure, { code: 'medio_ilegible', hopeless }, file)
    t.match(await read(id), { estado: 'error' })
    const { rows } = await storage.notices.page(creator.id, 1)
    t.match(rows, [{ tipo: 'contenido_error', datos: { contenido_id: id, codigo: 'medio_ilegible' } }])
  }
  const { id } = await upload(silent)
  await prepare(id, { last: false })
  t.match(await read(id), { estado: 'publicado' })
})

t.test('an attempt that is not the last says nothing yet, and a retry makes up for an error', async (t) => {
  let broken = true
  const tools: MediaTools = {
    probe: async (...given) => {
      if (broken) throw new Error('the disk is gone')
      return real.probe(...given)
    },
    run: real.run,
  }
  const { upload, prepare, read } = await openUploads(t, { tools })
  const { id } = await upload(await aFile('again.mp4', { seconds: 1 }))
  await t.rejects(prepare(id, { last: false }), { message: 'the disk is gone' })
  t.match(await read(id), { estado: 'procesando' })
  await t.rejects(prepare(id), { message: 'the disk is gone' })
  t.match(await read(id), { estado: 'error' })
  broken = false
  await prepare(id)
  t.match(await read(id), { estado: 'publicado' })
})

t.test('what one attempt made is not made again by the next', async (t) => {
  const runs: string[] = []
  let kill = true
  const tools: MediaTools = {
    probe: real.probe,
    async run(work) {
      const picture = work.outputs.some(({ options }) => options.includes('mjpeg'))
      if (picture && kill) throw new Error('the power went')
      runs.push(picture ? 'pictures' : 'renditions')
      return real.run(work)
    },
  }
  const { upload, prepare, read } = await openUploads(t, { tools })
  const { id } = await upload(await aFile('cut.mp4', { seconds: 2 }))
  await t.rejects(prepare(id, { last: false }), { message: 'the power went' })
  kill = false
  await prepare(id)
  const first = await read(id)
  t.equal(first.estado, 'publicado')
  await prepare(id)
  t.same(runs, ['renditions', 'pictures'])
  t.same(await read(id), first, 'a job that is done already changes nothing')
})

t.test('it stays hidden where its creator hid it meanwhile', async (t) => {
  const { upload, prepare, read, storage } = await openUploads(t)
  const { id } = await upload(await aFile('hidden.mp4', { seconds: 1 }))
  await storage.contents.change(id, { estado: 'oculto' })
  await prepare(id)
  t.match(await read(id), { estado: 'oculto', medios: { length: 6 } })
})

t.test('it ends at once when it is cancelled, and leaves nothing', async (t) => {
  const { upload, prepare, read, folder } = await openUploads(t)
  const { id } = await upload(await aFile('long.mkv', { seconds: 60, size: '640x360' }, '-c:v', 'mpeg4'))
  const cancel = new AbortController()
  const steps: number[] = []
  const progress = (done: number) => {
    steps.push(done)
    cancel.abort(new Error('enough'))
  }
  await t.rejects(prepare(id, { signal: cancel.signal, progress }), { message: 'enough' })
  t.match(await read(id), { estado: 'procesando', medios: { length: 1 } })
  t.same(await readdir(join(folder, 'blobs', 'tmp')), [])
})

t.test('without room it waits', async (t) => {
  const asked: number[] = []
  const noRoom = new NodoError('descarga_sin_espacio', { retryAfterS: 15 })
  const makeRoom = async (bytes: number) => {
    asked.push(bytes)
    throw noRoom
  }
  const { upload, prepare, read } = await openUploads(t, { space: { makeRoom, shortage: () => quietly.signal } })
  const { id, medios } = await upload(await aFile('big.mp4', { seconds: 2 }))
  await t.rejects(prepare(id), noRoom)
  t.ok((asked[0] ?? 0) > (medios[0]?.tamano_bytes ?? 0))
  t.match(await read(id), { estado: 'procesando' }, 'which is no failure')
})

t.test('a content that was deleted meanwhile leaves no files', async (t) => {
  const { upload, prepare, storage, folder } = await openUploads(t, {
    tools: {
      probe: real.probe,
      async run(work) {
        await real.run(work)
        await removing.promise
      },
    },
  })
  const removing = Promise.withResolvers<void>()
  const { id, medios } = await upload(await aFile('gone.mp4', { seconds: 1 }))
  const preparing = prepare(id)
  await storage.contents.remove(id)
  removing.resolve()
  await t.rejects(preparing, { code: 'contenido_no_encontrado', hopeless: true })
  const left = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true })
  const files = left.filter((one) => one.isFile()).map(({ name }) => name)
  t.same(files, [medios[0]?.sha256], 'the original is for who deleted to remove')
})
