import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createMedia } from '../../src/delivery/media.ts'
import { answerFailure } from '../../src/http/failure.ts'
import { ffmpeg } from '../packaging/real-media.ts'
import { openUploads } from '../packaging/upload-world.ts'
import { launch, plays, watched } from './browser.ts'
import { servePlayers } from './player-site.ts'

const uploads = await openUploads(t)
const base = await servePlayers(t, async (app) => {
  app.setErrorHandler(answerFailure)
  const { contents, lives } = uploads.storage
  await app.register(createMedia({ contents, lives, blobs: uploads.blobs, recordingsDir: t.testdir(), readerOf: async () => null })) // biome-ignore format: one line
})
const browser = await launch()
t.teardown(() => browser.close())

/** A picture whose seconds are its colours: each a grey that is lighter than the one before. And a tone. */
const file = join(t.testdirName, 'film.mp4')
await ffmpeg(
  ...[
    '-f',
    'lavfi',
    '-i',
    'color=black:s=640x360:r=25,geq=lum=floor(T)*8+16:cb=128:cr=128',
    '-f',
    'lavfi',
    '-i',
    'sine=f=440:r=48000',
  ],
  ...['-t', '24', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-bf', '2', '-c:a', 'aac', file],
)
const content = await uploads.prepared(file)

/** What the two libraries leave on a page. */
interface Players {
  Hls: new (options: object) => { loadSource(url: string): void; attachMedia(video: HTMLVideoElement): void }
  dashjs: { MediaPlayer(): { create(): { initialize(video: HTMLVideoElement, url: string, auto: boolean): void } } }
}

/** Opens a playlist with one of the players, plays, and looks at a place that was asked for. */
const play = async (t: Test, playlist: string, player: 'hls' | 'dash') => {
  const { page, errors } = await watched(await browser.newContext())
  await page.goto(`${base}/page`)
  await page.evaluate(
    ([url, player]) => {
      const video = document.querySelector('video')!
      const { Hls, dashjs } = window as unknown as Players
      if (player === 'hls') {
        const hls = new Hls({ enableWorker: false })
        hls.loadSource(url)
        hls.attachMedia(video)
      } else dashjs.MediaPlayer().create().initialize(video, url, false)
      const start = () => video.play()
      video.addEventListener('canplay', start, { once: true })
    },
    [`${base}/media/${content.id}/${playlist}`, player] as const,
  )
  t.ok(await plays(page), 'it plays')
  const seen = await page.evaluate(async () => {
    const video = document.querySelector('video')!
    video.pause()
    video.currentTime = 18.5
    await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }))
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    canvas.getContext('2d')!.drawImage(video, 0, 0, 1, 1)
    const [grey = 0] = canvas.getContext('2d')!.getImageData(0, 0, 1, 1).data
    return {
      grey,
      width: video.videoWidth,
      length: video.duration,
      until: video.buffered.end(video.buffered.length - 1),
    }
  })
  t.same(errors, [])
  await page.close()
  return seen
}

for (const [player, playlist, sound] of [
  ['hls', 'index.m3u8', 'audio.m3u8'],
  ['dash', 'manifest.mpd', undefined],
] as const) {
  t.test(`${player}.js plays an upload, and finds a place in it`, async (t) => {
    const { grey, width, length } = await play(t, playlist, player)
    t.equal(width, 640)
    t.ok(Math.abs(length - 24) < 0.2, `${length} s`)
    // Full range of what was 16 + 8 × 18 in the picture's own.
    const wanted = ((16 + 8 * 18 - 16) * 255) / 219
    t.ok(Math.abs(grey - wanted) < 6, `the picture of second 18: ${grey}, wanted ${wanted}`)
  })

  if (sound === undefined) continue
  t.test(`${player}.js plays its sound alone`, async (t) => {
    const { width, length } = await play(t, sound, player)
    t.equal(width, 0)
    t.ok(Math.abs(length - 24) < 0.2, `${length} s`)
  })
}
