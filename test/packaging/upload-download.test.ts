import { join } from 'node:path'
import t from 'tap'
import { near, play } from './job-world.ts'
import { ffmpeg, ffprobe, sourceArgs } from './real-media.ts'
import { fileOf, openUploads } from './upload-world.ts'

interface Streams {
  streams: { codec_name: string; start_time: string; duration: string }[]
}
const folder = t.testdir()
const film = join(folder, 'camara.mp4')
await ffmpeg(...sourceArgs({ seconds: 9, gop: 50, bFrames: 2, size: '640x360' }), film)
const song = join(folder, 'son.flac')
await ffmpeg('-f', 'lavfi', '-i', 'sine=r=44100', '-t', '5', song)

t.test('where originals are not kept, what is played is one file to take home', async (t) => {
  let keeps = false
  const { upload, prepare, prepared, read, pathOf, blobs } = await openUploads(t, { keepsOriginals: () => keeps })
  const { id, medios } = await upload(film)
  const original = medios[0]?.sha256 ?? ''
  await prepare(id)
  const content = await read(id)
  const download = content.medios.find(({ formato }) => formato === 'mp4')
  t.match(content, { estado: 'publicado', url_archivo: download?.url })
  t.match(download, { url: /\/descarga-[0-9a-f]{16}\.mp4$/, codecs: /^avc1\..*,mp4a\.40\.2$/, ancho: 640, alto: 360 })
  t.notOk(content.medios.some(({ formato }) => formato === 'original'))
  t.equal(blobs.path(original), undefined, 'its bytes are gone')
  const { streams } = await ffprobe<Streams>(pathOf(download), '-show_streams')
  t.match(streams, [{ codec_name: 'h264' }, { codec_name: 'aac' }])
  for (const { codec_name, start_time, duration } of streams) {
    near(t, Number(start_time), 0, 0.1, `${codec_name} begins at once, in s`)
    near(t, Number(duration), 9, 0.2, `${codec_name}, in s`)
  }
  const [picture, sound] = streams.map(({ start_time }) => Number(start_time))
  near(t, picture ?? 9, sound ?? 0, 0.05, 'picture and sound are together, in s')
  t.equal(await play(pathOf(download)), '')
  await prepare(id)
  t.equal((await read(id)).version, content.version, 'an attempt after a kill finds nothing left to do')

  const heard = await prepared(song, { tipo: 'audio' })
  const m4a = heard.medios.find(({ formato }) => formato === 'm4a')
  t.match(m4a, { url: /\.m4a$/, codecs: 'mp4a.40.2', ancho: null })
  t.equal(await play(pathOf(m4a)), '')

  keeps = true
  const kept = await prepared(film)
  t.ok(fileOf(kept, 'original.mp4'), 'and where they are, it is there')
  t.notOk(kept.medios.some(({ formato }) => formato === 'mp4'))
})
