import t from 'tap'
import { flvSource, type Play, type Tag } from '../ingest/flv-source.ts'
import { startBox } from './box.ts'
import { aired } from './sources.ts'

const seconds = 8
const rate = 25
const tags = await flvSource({ seconds, gop: rate, sampleRate: 48000 })
const other = await flvSource({ seconds, gop: rate, sampleRate: 48000, size: '180x320' })
const isSound = ({ type }: Tag) => type === 8
const isConfig = ({ payload }: Tag) => payload[1] === 0
const pictures = (of: readonly Tag[]) => of.filter((tag) => !isSound(tag) && !isConfig(tag)).length
/** AAC frames of 1024 samples at 48 kHz. */
const soundsIn = (length: number) => (length * 48000) / 1024

interface Case {
  name: string
  play?: Play
  tags?: readonly Tag[]
  stretches?: number
  gaps?: number
  /** Pictures that are not sent. */
  missing?: number
  sound?: boolean
  /** What `main` lists is as long as its media to the tenth of a second, though pictures are missing. */
  exact?: boolean
}
const shifted = (jump: number, from = 4000): Play => ({ stamp: (ms) => ms + 700_000 + (ms >= from ? jump : 0) })

const cases: Case[] = [
  {
    name: 'sound that comes three seconds late, its header too',
    play: { keep: (tag, ms) => !isSound(tag) || ms >= 3000 },
    tags: tags
      .toSorted((a, b) => (isSound(a) && isConfig(a) ? 3000 : a.ms) - (isSound(b) && isConfig(b) ? 3000 : b.ms))
      .map((tag) => (isSound(tag) && isConfig(tag) ? { ...tag, ms: 3000 } : tag)),
    stretches: 2,
  },
  {
    name: 'sound that comes three seconds late',
    play: { keep: (tag, ms) => !isSound(tag) || isConfig(tag) || ms >= 3000 },
  },
  {
    name: 'sound that stops and comes back',
    play: { keep: (tag, ms) => !isSound(tag) || ms < 3000 || ms >= 6000 },
  },
  {
    name: 'pictures that stop and come back',
    play: { keep: (tag, ms) => isSound(tag) || ms < 3000 || ms >= 6000 },
    missing: 75,
    gaps: 1,
  },
  {
    name: 'pictures that are dropped up to the next key frame',
    play: { keep: (tag, ms) => isSound(tag) || isConfig(tag) || ms % 2000 < 410 || ms % 2000 >= 1010 },
    missing: 60,
    gaps: 4,
    exact: true,
  },
  {
    name: 'pictures that are dropped for a moment, up to the next key frame',
    play: { keep: (tag, ms) => isSound(tag) || isConfig(tag) || ms % 2000 < 610 || ms % 2000 >= 1010 },
    missing: 40,
    gaps: 4,
    exact: true,
  },
  {
    name: 'pictures without sound that are dropped up to the next key frame',
    tags: tags.filter((tag) => !isSound(tag)),
    play: { keep: (tag, ms) => isConfig(tag) || ms % 4000 < 410 || ms % 4000 >= 1010 },
    sound: false,
    missing: 30,
    gaps: 2,
    exact: true,
  },
  { name: 'timestamps that wrap', play: { stamp: (ms) => ms + 2 ** 32 - 4000 } },
  { name: 'timestamps that jump an hour', play: shifted(3_600_000), gaps: 1 },
  { name: 'timestamps that go back five seconds', play: shifted(-5000), gaps: 1 },
  { name: 'timestamps that go back to zero', play: shifted(-704_000), gaps: 1 },
  {
    name: 'sound and picture that jump one after the other',
    play: { stamp: (ms, tag) => ms + (ms >= (isSound(tag) ? 4200 : 4000) ? 90_000 : 0) },
    gaps: 1,
  },
  {
    name: 'another picture size in the middle',
    tags: [
      ...tags.filter(({ ms }) => ms < 4000),
      ...other.filter((tag) => isConfig(tag) && !isSound(tag)).map((tag) => ({ ...tag, ms: 4000 })),
      ...other.filter((tag) => tag.ms >= 4000),
    ],
    stretches: 2,
  },
]

t.test('what encoders do wrong is heard and seen all the same', async (t) => {
  const box = await startBox(t)
  t.jobs = 5
  for (const { name, play = {}, tags: sent = tags, stretches = 1, gaps = 0, missing = 0, sound = true, exact } of cases)
    t.test(name, { buffered: true }, async (t) => {
      // At its own speed: only time tells a jump of the encoder's clock from media that pile up.
      const { viewer, senal, contenido, recorded } = await aired(
        t,
        box,
        {
          name,
          source: {},
          play: { speed: 1, ...play },
          ...(!sound && { manners: { metadata: { videocodecid: 7 } } }),
        },
        sent,
      )
      t.strictSame(viewer.found(), [], 'every version of the playlist keeps every clause')
      t.equal(senal?.huecos, gaps)
      t.equal(recorded.length, stretches)
      for (const { code, complaints } of recorded) t.strictSame([code, complaints], [0, []])
      const length = (contenido.duracion_ms ?? 0) / 1000
      t.ok(Math.abs(length - seconds) < 0.5, `${length} s`)
      const listed = recorded.reduce((sum, stretch) => sum + stretch.seconds, 0)
      if (exact) t.ok(Math.abs(listed - seconds) < 0.1, `${listed} s are listed`)
      t.equal(senal?.baja_latencia, true)
      const shown = recorded.reduce((sum, { video }) => sum + video, 0)
      t.ok(Math.abs(shown - (pictures(tags) - missing)) <= 2, `${shown} pictures`)
      const heard = recorded.reduce((sum, { audio }) => sum + audio, 0)
      t.ok(Math.abs(heard - (sound ? soundsIn(seconds) : 0)) <= 30, `${heard} frames of sound, of ${soundsIn(seconds)}`)
    })
})
