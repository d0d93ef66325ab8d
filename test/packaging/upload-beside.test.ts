import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { MediaTools } from '../../src/packaging/media-tools.ts'
import { MediaError } from '../../src/packaging/media-tools.ts'
import { previewText } from '../../src/packaging/upload-preview.ts'
import { languageTag } from '../../src/packaging/upload-words.ts'
import { real } from './job-world.ts'
import { ffmpeg } from './real-media.ts'
import { fileOf, openUploads } from './upload-world.ts'

const folder = t.testdir()
const picture = (name: string, colour: string) =>
  ffmpeg('-f', 'lavfi', '-i', `color=${colour}:s=400x400`, '-frames:v', '1', join(folder, name))

/** The colour at a place of a picture, as red, green and blue that are there or not. */
const colourAt = async (path: string, x: number, y: number) => {
  const pixel = await ffmpeg(
    '-i',
    path,
    '-vf',
    `crop=2:2:${x}:${y},format=rgb24`,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-',
  )
  return [...pixel.subarray(0, 3)].map((value) => (value > 100 ? 1 : 0)).join('')
}

t.test('a song brings its cover, and its words fill what nobody filled', async (t) => {
  await picture('cover.png', 'blue')
  const song = join(folder, 'song.m4a')
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'sine', '-i', join(folder, 'cover.png'), '-map', '0', '-map', '1', '-t', '3'],
    ...['-c:a', 'aac', '-c:v', 'png', '-disposition:v', 'attached_pic', '-metadata', 'title=La Llorona\u202Eexe'],
    ...[
      '-metadata',
      'artist=Chavela  V.',
      '-metadata',
      'album=Noche',
      '-metadata',
      'date=1994',
      '-metadata:s:a',
      'language=spa',
      song,
    ],
  )
  const { prepared, pathOf } = await openUploads(t)
  const content = await prepared(song, { tipo: 'audio', titulo: '' })
  t.match(content, {
    titulo: 'La Llorona exe',
    autor: 'Chavela V.',
    idioma: 'es',
    metadatos_enriquecidos: { album: 'Noche', fecha: '1994' },
  })
  t.same(content.medios.map(({ formato }) => formato), ['original', 'cmaf', 'cmaf', 'cmaf', 'jpg']) // biome-ignore format: one list
  t.match(fileOf(content, 'miniatura-320'), { ancho: 320, alto: 320 })
  t.equal(await colourAt(pathOf(fileOf(content, 'miniatura-320')), 100, 100), '001')
  t.match(content.url_archivo, /original\.m4a$/)

  const said = { titulo: 'Otro', autor: 'Ana', idioma: 'nah', metadatos_enriquecidos: { album: 'Mío', tema: 'agua' } }
  const own = await prepared(song, { tipo: 'audio', ...said })
  t.match(own, { ...said, metadatos_enriquecidos: { album: 'Mío', fecha: '1994', tema: 'agua' } })
})

t.test('a file whose words are missing, or are none, changes nothing', (t) => {
  const cases = [['spa', 'es'], ['por', 'pt'], ['nah', 'nah'], ['pt-br', 'pt-BR'], ['und', undefined], ['', undefined], ['<script>', undefined], ['x', undefined], [undefined, undefined]] as const // biome-ignore format: one table
  for (const [told, tag] of cases) t.equal(languageTag(told), tag, String(told))
  t.end()
})

t.test('a preview shows along the film what is seen there', async (t) => {
  const film = join(folder, 'colours.mp4')
  const colours = ['red', 'lime', 'blue', 'white'].map((name) => [
    '-f',
    'lavfi',
    '-t',
    '3',
    '-i',
    `color=${name}:s=320x180:r=25`,
  ])
  await ffmpeg(...colours.flat(), '-filter_complex', 'concat=n=4', '-c:v', 'libx264', '-g', '25', film)
  const { prepared, pathOf } = await openUploads(t)
  const content = await prepared(film)
  const [sheet, text] = content.medios.filter(({ url }) => /\/vistazo-/.test(url))
  t.match(sheet, { formato: 'jpg', ancho: 960, alto: 90 })
  const words = await readFile(pathOf(text), 'utf8')
  const cues = [...words.matchAll(/^(\d\d:\d\d:\d\d\.\d{3}) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),160,90$/gm)]
  t.equal(cues.length, 6, 'one every two seconds')
  t.equal(`/media/${content.id}/${cues[0]?.[3]}`, sheet?.url)
  const wanted = ['100', '100', '010', '001', '001', '111']
  for (const [i, [, from, , , x, y]] of cues.entries()) {
    t.equal(from, `00:00:${String(2 * i).padStart(2, '0')}.000`)
    t.equal(await colourAt(pathOf(sheet), Number(x) + 80, Number(y) + 45), wanted[i], `second ${2 * i}`)
  }
})

t.test('the parts of a sheet stand in rows of ten, and the last ends with the film', (t) => {
  const text = previewText('a.jpg', { ancho: 160, alto: 90 }, 3_600_500, 36_005)
  const lines = text.split('\n')
  t.equal(lines.filter((one) => one.includes('-->')).length, 100)
  t.ok(text.startsWith('WEBVTT\n\n00:00:00.000 --> 00:00:36.005\na.jpg#xywh=0,0,160,90\n'))
  t.match(text, /\na\.jpg#xywh=1440,810,160,90\n$/)
  t.match(text, /--> 01:00:00\.500\na\.jpg#xywh=1440/)
  t.end()
})

t.test('tracks of words become subtitles, one a language, in time', async (t) => {
  const words = (text: string) => `1\n00:00:01,500 --> 00:00:02,000\n${text}\n`
  const files = ['hola', 'oi', 'otra vez', ''].map((text, i) => [join(folder, `${i}.srt`), text] as const)
  for (const [path, text] of files) await writeFile(path, text === '' ? '' : words(text))
  const film = join(folder, 'words.mkv')
  const inputs = files.slice(0, 3).flatMap(([path]) => ['-i', path])
  await ffmpeg(
    ...[
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=160x90:r=25',
      ...inputs,
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      '-map',
      '3',
      '-t',
      '3',
    ],
    ...[
      '-c:v',
      'libx264',
      '-g',
      '25',
      '-c:s',
      'ass',
      '-metadata:s:s:0',
      'language=spa',
      '-metadata:s:s:1',
      'language=por',
      '-metadata:s:s:2',
      'language=spa',
      film,
    ],
  )
  const { prepared, pathOf, storage } = await openUploads(t)
  const { id, subtitulos, medios } = await prepared(film)
  t.same(subtitulos.map(({ idioma }) => idioma), ['es', 'pt']) // biome-ignore format: one line
  const texts = await Promise.all(
    subtitulos.map(({ url }) => readFile(pathOf(medios.find((medio) => medio.url === url)), 'utf8')),
  )
  t.match(texts[0], /^WEBVTT\nX-TIMESTAMP-MAP=.*\n\n00:00:01\.500 --> 00:00:02\.000\nhola\n/)
  t.match(texts[1], /oi/)
  t.match(await storage.said.having('hola', 5), [{ contenido_id: id, idioma: 'es', desde_ms: 1_500, texto: 'hola' }])
  const own = await prepared(film, { subtitulos: [{ idioma: 'es', url: '/media/own.vtt' }] })
  t.match(own.subtitulos, [{ idioma: 'es', url: '/media/own.vtt' }, { idioma: 'pt' }], 'what its creator gave stays')
})

t.test('an upload of which a picture cannot be made is still published', async (t) => {
  const film = join(folder, 'plain.mp4')
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=25', '-t', '5', '-c:v', 'libx264', '-g', '25', film)
  const tools: MediaTools = {
    probe: real.probe,
    run: async (work) => {
      if (work.outputs[0]?.options.includes('mjpeg')) throw new MediaError('ffmpeg failed', 'no picture')
      return real.run(work)
    },
  }
  const { prepared } = await openUploads(t, { tools })
  t.match(await prepared(film), {
    estado: 'publicado',
    miniatura: null,
    medios: [{ formato: 'original' }, { formato: 'cmaf' }],
  })
})
