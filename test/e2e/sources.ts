import type { Test } from 'tap'
import { flvSource, type Play, type Tag } from '../ingest/flv-source.ts'
import type { Manners } from '../ingest/rtmp-publisher.ts'
import type { Source } from '../packaging/real-media.ts'
import { type Box, until } from './box.ts'
import { broadcast, stretchesOf } from './encoder.ts'
import { watch } from './viewer.ts'

/** Faster than time, as what piled up behind a slow link: a test of twelve seconds takes three. */
const speed = 4
const seconds = 12

export interface Case {
  name: string
  source: Source
  codec?: string[]
  play?: Play
  manners?: Manners
  /** Frames a second, where they are constant. */
  rate?: number
  irregular?: boolean
  /** What the studio says of its key frames. */
  advice?: 'intervalo_clave_2s' | 'sin_cuadros_clave'
}

/** Sends tags as one live, and holds what viewers and the catalog get of it against what was sent. */
export const aired = async (t: Test, box: Box, given: Case, tags: readonly Tag[]) => {
  const live = await box.prepare({ titulo: given.name })
  const encoder = await broadcast(t, box, live.key, tags, { speed, ...given.play, manners: given.manners ?? {} })
  await box.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await encoder.playing
  const { senal } = await until(
    'the signal',
    () => box.live(live.id),
    ({ senal }) => senal?.desde,
  )
  await encoder.publisher.stop()
  const { contenido } = await box.end(live.id)
  await viewer.ended
  const recorded = await stretchesOf(live.media.replace('index', 'main/index'))
  return { viewer, senal, contenido, recorded, live }
}

const lastMs = (tags: readonly Tag[]) => Math.max(...tags.map(({ ms }) => ms))

/** What a live of any source must be, by what was sent. */
export const check = async (t: Test, box: Box, given: Case) => {
  const tags = await flvSource({ seconds, gop: 25, ...given.source }, ...(given.codec ?? []))
  const { viewer, senal, contenido, recorded } = await aired(t, box, given, tags)
  const broken = viewer.found().filter((clause) => !given.irregular || !/part/.test(clause))
  t.strictSame(broken, [], 'every version of the playlist keeps every clause')
  t.equal(senal?.baja_latencia, !given.irregular)
  t.equal(senal?.consejos.includes('cuadros_irregulares'), given.irregular === true)
  const ofKeyFrames = senal?.consejos.filter((code) => code === 'intervalo_clave_2s' || code === 'sin_cuadros_clave')
  t.strictSame(ofKeyFrames, given.advice ? [given.advice] : [])
  t.equal(senal?.huecos, 0)
  t.equal(recorded.length, 1)
  t.strictSame([recorded[0]?.code, recorded[0]?.complaints], [0, []])
  const length = (lastMs(tags) + 40) / 1000
  t.ok(Math.abs((contenido.duracion_ms ?? 0) / 1000 - length) < 0.3, `${contenido.duracion_ms} ms of ${length} s`)
  const pictures = tags.filter(({ type, payload }) => type === 9 && payload[1] === 1).length
  if (given.source.video !== false)
    t.ok(Math.abs((recorded[0]?.video ?? 0) - pictures) <= 1, `${recorded[0]?.video} of ${pictures} pictures`)
}
