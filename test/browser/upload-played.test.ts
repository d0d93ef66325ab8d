import { writeFile } from 'node:fs/promises'
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
  const { contents, accounts, lives } = uploads.storage
  await app.register(createMedia({ contents, accounts, lives, blobs: uploads.blobs, recordingsDir: t.testdir(), readerOf: async () => null })) // biome-ignore format: one line
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
const words = join(t.testdirName, 'words.srt')
await writeFile(words, '1\n00:00:17,000 --> 00:00:20,000\nhola\n')
const told = join(t.testdirName, 'told.mkv')
await ffmpeg(
  ...['-i', file, '-i', words, '-map', '0', '-map', '1', '-c', 'copy', '-c:s', 'srt'],
  ...['-metadata:s:s:0', 'language=spa', told],
)
const content = await uploads.prepared(told)

/** What the two libraries leave on a page. */
interface Players {
  Hls: new (
    options: object,
  ) => {
    subtitleTrack: number
    loadSource(url: string): void
    attachMedia(video: HTMLVideoElement): void
    on(event: string, then: () => void): void
  }
  dashjs: {
    MediaPlayer(): {
      create(): {
        initialize(video: HTMLVideoElement, url: string, auto: boolean): void
        updateSettings(settings: object): void
      }
    }
  }
}

/** Opens a playlist with one of the players, plays, and looks at a place that was asked for. */
const play = async (t: Test, playlist: string, player: 'hls' | 'dash', subtitled = true) => {
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
        hls.on('hlsSubtitleTracksUpdated', () => setTimeout(() => (hls.subtitleTrack = 0)))
      } else {
        const dash = dashjs.MediaPlayer().create()
        dash.initialize(video, url, false)
        dash.updateSettings({ streaming: { text: { defaultEnabled: true } } })
      }
      const start = () => video.play()
      video.addEventListener('canplay', start, { once: true })
    },
    [`${base}/media/${content.id}/${playlist}`, player] as const,
  )
  t.ok(await plays(page), 'it plays')
  const seen = await page.evaluate(async (subtitled) => {
    const video = document.querySelector('video')!
    video.pause()
    video.currentTime = 18.5
    await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }))
    const cues = () =>
      [...video.textTracks].flatMap(({ cues }) =>
        [...(cues ?? [])]
          .map((cue) => cue as VTTCue)
          .map(({ startTime, endTime, text }) => ({ startTime, endTime, text })),
      )
    for (let tries = 0; subtitled && cues().length === 0 && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    canvas.getContext('2d')!.drawImage(video, 0, 0, 1, 1)
    const [grey = 0] = canvas.getContext('2d')!.getImageData(0, 0, 1, 1).data
    return {
      cues: cues(),
      grey,
      width: video.videoWidth,
      length: video.duration,
      until: video.buffered.end(video.buffered.length - 1),
    }
  }, subtitled)
  t.same(errors, [])
  await page.close()
  return seen
}

for (const [player, playlist, sound] of [
  ['hls', 'index.m3u8', 'audio.m3u8'],
  ['dash', 'manifest.mpd', undefined],
] as const) {
  t.test(`${player}.js plays an upload, and finds a place in it`, async (t) => {
    const { grey, width, length, cues } = await play(t, playlist, player)
    const [cue, ...more] = cues
    t.same([cue?.text, more.length], ['hola', 0])
    // hls.js counts from the first picture that is decoded, a frame or two before the first that is shown.
    t.ok(
      Math.abs(cue!.startTime - 17) < 0.1 && Math.abs(cue!.endTime - 20) < 0.1,
      `${cue?.startTime} to ${cue?.endTime} s`,
    )
    t.equal(width, 640)
    t.ok(Math.abs(length - 24) < 0.2, `${length} s`)
    // Full range of what was 16 + 8 × 18 in the picture's own.
    const wanted = ((16 + 8 * 18 - 16) * 255) / 219
    t.ok(Math.abs(grey - wanted) < 6, `the picture of second 18: ${grey}, wanted ${wanted}`)
  })

  if (sound === undefined) continue
  t.test(`${player}.js plays its sound alone`, async (t) => {
    const { width, length } = await play(t, sound, player, false)
    t.equal(width, 0)
    t.ok(Math.abs(length - 24) < 0.2, `${length} s`)
  })
}
