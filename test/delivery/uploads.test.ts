import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastify from 'fastify'
import t from 'tap'
import { createMedia } from '../../src/delivery/media.ts'
import { answerFailure } from '../../src/http/failure.ts'
import { checkMedia } from '../../src/packaging/check-playlist.ts'
import { parseMedia, parseMultivariant } from '../../src/packaging/parse-playlist.ts'
import { ffmpeg, sourceArgs } from '../packaging/real-media.ts'
import { fileOf, openUploads } from '../packaging/upload-world.ts'

const uploads = await openUploads(t)
const folder = t.testdir()
const app = fastify()
app.setErrorHandler(answerFailure)
await app.register(createMedia({ ...uploads.storage, blobs: uploads.blobs, recordingsDir: folder, readerOf: async () => null })) // biome-ignore format: one line
t.teardown(() => app.close())

const film = join(folder, 'film.mkv')
await ffmpeg(
  ...sourceArgs({ seconds: 14, gop: 50, bFrames: 2, size: '320x180' }),
  '-metadata:s:a',
  'language=spa',
  film,
)
const song = join(folder, 'song.mp3')
await ffmpeg('-f', 'lavfi', '-i', 'sine', '-t', '9', '-c:a', 'libmp3lame', song)

const told = join(folder, 'told.mkv')
const words = join(folder, 'words.srt')
await writeFile(words, '1\n00:00:01,000 --> 00:00:03,000\nhola\n')
const bySrt = ['-i', words, '-i', words, '-map', '0', '-map', '1', '-map', '2', '-c', 'copy', '-c:s', 'srt']
await ffmpeg('-i', film, ...bySrt, '-metadata:s:s:0', 'language=spa', '-metadata:s:s:1', 'language=pt-BR', told)

const content = await uploads.prepared(film, { idioma: 'es' })
const heard = await uploads.prepared(song, { tipo: 'audio' })
const spoken = await uploads.prepared(told)
const get = (path: string, headers: Record<string, string> = {}, id = content.id) =>
  app.inject({ url: `/media/${id}/${path}`, headers })
const multivariant = async (path: string, id?: string) => parseMultivariant((await get(path, {}, id)).body)

t.test('an upload has pictures with their sound beside them, and sound alone', async (t) => {
  const { variants, audio, independentSegments } = await multivariant('index.m3u8')
  t.ok(independentSegments)
  t.match(variants, [
    { uri: 'video.m3u8', audio: 'sonido', resolution: { width: 320, height: 180 }, codecs: [/^avc1\./, 'mp4a.40.2'] },
    { uri: 'aac.m3u8', codecs: ['mp4a.40.2'] },
  ])
  t.match(audio, [{ group: 'sonido', language: 'es', channels: 2, uri: 'sonido.m3u8' }])
  const sound = await multivariant('audio.m3u8')
  t.same(sound.variants.map(({ codecs }) => codecs), [['mp4a.40.2'], ['opus']]) // biome-ignore format: one line
})

t.test('a song has its best sound first, and no pictures', async (t) => {
  const { variants, audio } = await multivariant('index.m3u8', heard.id)
  t.same(variants.map(({ uri }) => uri), ['sonido.m3u8', 'aac.m3u8']) // biome-ignore format: one line
  t.equal(audio, undefined)
  t.equal((await get('video.m3u8', {}, heard.id)).statusCode, 404)
})

t.test(
  'every segment that a playlist names can be had by its range, and together they are the whole of a file',
  async (t) => {
    for (const name of ['video', 'sonido', 'aac', 'opus']) {
      const playlist = parseMedia((await get(`${name}.m3u8`)).body)
      t.same(checkMedia(playlist), [], `${name}: keeps every clause`)
      const [first] = playlist.segments
      const ranges = [first!.mapRange!, ...playlist.segments.map(({ range }) => range!)]
      const parts: Buffer[] = []
      for (const { bytes, from } of ranges) {
        const answer = await get(first!.uri, { range: `bytes=${from}-${from + bytes - 1}` })
        t.equal(answer.statusCode, 206)
        t.equal(answer.rawPayload.length, bytes)
        parts.push(answer.rawPayload)
      }
      const file = await readFile(uploads.pathOf(fileOf(content, name)))
      const last = ranges.at(-1)!
      const rest = file.subarray(ranges[1]!.from, last.from + last.bytes)
      t.ok(Buffer.concat(parts).equals(Buffer.concat([file.subarray(0, first!.mapRange!.bytes), rest])), name)
      t.ok(Math.abs(playlist.segments.reduce((sum, { duration }) => sum + duration, 0) - 14) < 0.2)
    }
  },
)

t.test('what a variant says of its bit rate was measured: peak and average of picture and sound', async (t) => {
  const { variants } = await multivariant('index.m3u8')
  const segmentsOf = async (name: string) => parseMedia((await get(`${name}.m3u8`)).body).segments
  const rates = async (name: string) => {
    const segments = await segmentsOf(name)
    const bits = segments.map(({ range }) => range!.bytes * 8)
    const seconds = segments.map(({ duration }) => duration)
    const sum = (of: number[]) => of.reduce((a, b) => a + b, 0)
    return { average: sum(bits) / sum(seconds), peak: Math.max(...bits.slice(0, -1).map((b, i) => b / seconds[i]!)) }
  }
  const [video, sound, aac] = [await rates('video'), await rates('sonido'), await rates('aac')]
  const near = (found = 0, wanted: number) => t.ok(Math.abs(found / wanted - 1) < 0.01, `${found}, wanted ${wanted}`)
  near(variants[0]?.averageBandwidth, video.average + sound.average)
  near(variants[0]?.bandwidth, video.peak + sound.peak)
  near(variants[1]?.averageBandwidth, aac.average)
})

t.test('DASH names the same files, their inits and indices', async (t) => {
  const answer = await get('manifest.mpd')
  t.equal(answer.headers['content-type'], 'application/dash+xml')
  for (const name of ['video', 'sonido', 'aac']) {
    const { segments } = parseMedia((await get(`${name}.m3u8`)).body)
    const [first] = segments
    const block = answer.body.split('<Representation ').find((each) => each.startsWith(`id="${name}"`)) ?? ''
    t.ok(block.includes(`<BaseURL>${first?.uri}</BaseURL>`), name)
    const init = first!.mapRange!.bytes
    t.ok(block.includes(`<Initialization range="0-${init - 1}"/>`))
    const [, from = '', to = ''] = /indexRange="(\d+)-(\d+)"/.exec(block) ?? []
    const index = await get(first!.uri, { range: `bytes=${from}-${to}` })
    t.equal(index.body.slice(4, 8), 'sidx')
    t.equal(Number(to) + 1, first!.range!.from, 'the media begin behind it')
  }
  t.match(answer.body, /<AdaptationSet contentType="audio"[^>]* lang="es"/)
  t.notMatch(answer.body, /opus/)
  t.match(answer.body, /mediaPresentationDuration="PT14\.\d+S"/)
})

t.test('what can be read with it stands in HLS and DASH, in the language of those who read it', async (t) => {
  const { audio, variants, subtitles } = await multivariant('index.m3u8', spoken.id)
  t.same(subtitles, [
    { group: 'subtitulos', name: 'español', language: 'es', uri: 'subtitulos-es.m3u8' },
    { group: 'subtitulos', name: 'português (Brasil)', language: 'pt-BR', uri: 'subtitulos-pt-br.m3u8' },
  ])
  t.ok(audio && variants.length > 0)
  for (const variant of variants) t.equal(variant.subtitles, 'subtitulos')
  t.equal((await multivariant('audio.m3u8', spoken.id)).subtitles, undefined)
  const playlist = parseMedia((await get('subtitulos-es.m3u8', {}, spoken.id)).body)
  t.same(checkMedia(playlist), [])
  const [segment, ...more] = playlist.segments
  t.equal(more.length, 0)
  t.ok(Math.abs(segment!.duration - 14) < 0.2)
  const file = await get(segment!.uri, {}, spoken.id)
  t.equal(file.headers['content-type'], 'text/vtt; charset=utf-8')
  t.match(
    file.body,
    /^WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:90000,LOCAL:00:00:00\.000\n\n00:00:01\.000 --> 00:00:03\.000\nhola\n/,
  )
  const mpd = await get('manifest.mpd', {}, spoken.id)
  t.match(mpd.body, new RegExp(`mimeType="text/vtt" lang="es">[^]*?<BaseURL>${segment!.uri}</BaseURL>`))
  t.equal((await get('subtitulos-nah.m3u8', {}, spoken.id)).statusCode, 404)
})

t.test('playlists are asked for anew and answer 304, files last for ever', async (t) => {
  for (const name of ['index.m3u8', 'video.m3u8', 'manifest.mpd']) {
    const first = await get(name)
    t.equal(first.headers['cache-control'], 'public, no-cache')
    const again = await get(name, { 'if-none-match': String(first.headers.etag) })
    t.equal(again.statusCode, 304, name)
  }
  for (const { url, formato } of content.medios) {
    const { headers } = await app.inject({ url, method: 'HEAD' })
    const lasts = formato === 'original' ? 'public, no-cache' : 'public, max-age=31536000, immutable'
    t.equal(headers['cache-control'], lasts, url)
  }
})

t.test('a file that is no longer on the disk is in no playlist', async (t) => {
  await uploads.storage.contents.change(content.id, {
    medios: content.medios.filter(({ url }) => !/\/(video|sonido)-/.test(url)),
  })
  t.same((await multivariant('index.m3u8')).variants.map(({ uri }) => uri), ['aac.m3u8']) // biome-ignore format: one line
  t.equal((await get('video.m3u8')).statusCode, 404)
})
