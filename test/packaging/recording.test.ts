import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { SegmentoVivo } from '../../src/model/transmision.ts'
import { checkMedia } from '../../src/packaging/check-playlist.ts'
import type { Track } from '../../src/packaging/init.ts'
import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import { assembleRecording, durationOf, recordedMedia, recordedMultivariant } from '../../src/packaging/recording.ts'
import { readRecording } from '../../src/packaging/recording-files.ts'
import { writeMedia, writeMultivariant } from '../../src/packaging/write-playlist.ts'
import { ffprobe } from './real-media.ts'
import { recordLive } from './recorded-live.ts'

const live = '01890000-0000-7000-8000-000000000001'

const row = (secuencia: number, given: Partial<SegmentoVivo> = {}): SegmentoVivo => ({
  transmision_id: live,
  rendicion: 'main',
  tramo: 0,
  secuencia,
  duracion_ms: 2000,
  tamano_bytes: 500_000,
  archivo: `main/${secuencia}.m4s`,
  discontinuidad: false,
  relleno: false,
  ...given,
})

const video = (codec: string, width: number, height: number): Track => ({
  id: 1,
  kind: 'video',
  timescale: 16000,
  codec,
  width,
  height,
})
const aac: Track = { id: 2, kind: 'audio', timescale: 48000, codec: 'mp4a.40.2', sampleRate: 48000, channels: 2 }
const tracks = [video('avc1.64001f', 1280, 720), aac]
const assemble = (
  rows: SegmentoVivo[],
  tracksOf = (_rendicion: string, _tramo: number): Track[] | undefined => tracks,
) => assembleRecording(rows, tracksOf)

t.test('a recording of one stretch is a VOD playlist that breaks no rule', async (t) => {
  const playlist = recordedMedia(assemble([row(0), row(1), row(2, { duracion_ms: 812 })]), 'main')
  t.ok(playlist)
  t.same(playlist && checkMedia(playlist), [])
  t.match(playlist, { targetDuration: 2, endList: true, playlistType: 'VOD' })
  t.same(
    playlist?.segments.map(({ uri, duration, discontinuity, map }) => [uri, duration, discontinuity, map]),
    [
      ['0.m4s', 2, false, 'init-0.mp4'],
      ['1.m4s', 2, false, 'init-0.mp4'],
      ['2.m4s', 0.812, false, 'init-0.mp4'],
    ],
  )
})

t.test('each stretch begins behind a discontinuity under its own init, and the filler is left out', async (t) => {
  const rows = [row(0), row(1, { tramo: 1, relleno: true, discontinuidad: true }), row(2, { tramo: 2, discontinuidad: true }), row(3, { tramo: 2 })] // biome-ignore format: one list
  const playlist = recordedMedia(assemble(rows), 'main')
  t.same(
    playlist?.segments.map((each) => [each.uri, each.discontinuity, each.map]),
    [
      ['0.m4s', false, 'init-0.mp4'],
      ['2.m4s', true, 'init-2.mp4'],
      ['3.m4s', false, 'init-2.mp4'],
    ],
  )
})

t.test('where media is missing between two segments that follow each other stands a discontinuity', async (t) => {
  const playlist = recordedMedia(assemble([row(0), row(1, { discontinuidad: true }), row(2)]), 'main')
  t.same(
    playlist?.segments.map((each) => [each.uri, each.discontinuity, each.map]),
    [
      ['0.m4s', false, 'init-0.mp4'],
      ['1.m4s', true, 'init-0.mp4'],
      ['2.m4s', false, 'init-0.mp4'],
    ],
  )
})

t.test('a hole within a stretch is a discontinuity too', async (t) => {
  const playlist = recordedMedia(assemble([row(0), row(1, { relleno: true }), row(2)]), 'main')
  t.same(
    playlist?.segments.map((each) => [each.uri, each.discontinuity]),
    [['0.m4s', false], ['2.m4s', true]], // biome-ignore format: pairs
  )
})

t.test('rows come in any order, and those whose init is gone are left out', async (t) => {
  const rows = [row(3, { tramo: 1 }), row(1), row(0), row(2, { tramo: 1 })]
  const renditions = assemble(rows, (_rendicion, tramo) => (tramo === 0 ? tracks : undefined))
  t.same(
    recordedMedia(renditions, 'main')?.segments.map((each) => each.uri),
    ['0.m4s', '1.m4s'],
  )
  t.same(renditions.map(durationOf), [4000])
  t.equal(recordedMedia(renditions, 'aac'), undefined)
  t.equal(recordedMultivariant(renditions, 'audio'), undefined)
})

t.test('the multivariant playlist tells measured bit rates and the most that any stretch asks for', async (t) => {
  const rows = [
    row(0, { tamano_bytes: 250_000 }),
    row(1, { tamano_bytes: 1_000_000 }),
    row(2, { tamano_bytes: 250_000, tramo: 1 }),
    row(0, { rendicion: 'opus', tamano_bytes: 6000 }),
  ]
  const renditions = assemble(rows, (rendicion, tramo) => {
    if (rendicion === 'opus') return [{ ...aac, codec: 'opus' }]
    return tramo === 0 ? tracks : [video('avc1.42c028', 640, 360), aac]
  })
  t.same(recordedMultivariant(renditions, 'all')?.variants, [
    {
      uri: 'main/index.m3u8',
      bandwidth: 4_000_000,
      averageBandwidth: 2_000_000,
      codecs: ['avc1.42c028', 'mp4a.40.2'],
      resolution: { width: 1280, height: 720 },
    },
  ])
  t.same(
    recordedMultivariant(renditions, 'audio')?.variants.map((each) => each.uri),
    ['opus/index.m3u8'],
  )
})

t.test('a recording shorter than half a target still has a bit rate', async (t) => {
  const renditions = assemble([row(0, { duracion_ms: 200, tamano_bytes: 25_000 })])
  t.match(recordedMultivariant(renditions, 'all')?.variants, [{ bandwidth: 1_000_000, averageBandwidth: 1_000_000 }])
  t.equal(recordedMedia(renditions, 'main')?.targetDuration, 1)
})

t.test('ffmpeg plays a real recording of two stretches from its playlists to its end', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'recording-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const rows = await recordLive(folder, live, [{ seconds: 5 }, { seconds: 3, size: '160x90' }])
  const renditions = await readRecording(folder, live, rows)
  t.match(renditions, [{ rendicion: 'main' }, { rendicion: 'aac' }, { rendicion: 'opus' }])
  const base = join(folder, live)
  for (const { rendicion } of renditions) {
    const playlist = recordedMedia(renditions, rendicion)
    if (!playlist) throw new Error('no playlist')
    const text = writeMedia(playlist)
    t.same(checkMedia(parseMedia(text)), [], `${rendicion}: no rule is broken`)
    await writeFile(join(base, rendicion, 'index.m3u8'), text)
  }
  const multivariant = recordedMultivariant(renditions, 'all')
  if (!multivariant) throw new Error('no playlist')
  await writeFile(join(base, 'index.m3u8'), writeMultivariant(multivariant))
  const { packets } = await ffprobe<{ packets: { duration_time: string }[] }>(
    join(base, 'index.m3u8'),
    '-allowed_extensions',
    'ALL',
    '-select_streams',
    'v:0',
    '-show_entries',
    'packet=duration_time',
  )
  t.equal(packets.length, 200, 'eight seconds of 25 pictures')
  const main = renditions[0]
  t.equal(main && Math.round(durationOf(main) / 100), 80)
})

t.test('an init that is damaged leaves its stretch out, and the rest stays', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'recording-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const rows = await recordLive(folder, live, [{ seconds: 2 }, { seconds: 2 }, { seconds: 2 }], ['main'])
  await writeFile(join(folder, live, 'main', 'init-0.mp4'), 'not an init')
  await rm(join(folder, live, 'main', 'init-2.mp4'))
  const [main] = await readRecording(folder, live, rows)
  t.same(
    main?.stretches.map((stretch) => stretch.tramo),
    [1],
  )
})
