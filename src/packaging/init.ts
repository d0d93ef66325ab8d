import { type Box, BoxError, boxAtPath, boxesIn, createFields, findBox, headerAt, viewOf } from './boxes.ts'
import { audioCodec, avcCodec, type CodecInfo } from './codec-string.ts'

/** A track as the init announces it. `width` and `height` in pixels, `sampleRate` in Hz. */
export interface Track extends CodecInfo {
  id: number
  kind: 'video' | 'audio'
  /** Ticks a second. */
  timescale: number
  width?: number
  height?: number
}

/** What a fragment leaves out (trex, ISO/IEC 14496-12 §8.8.3). */
export interface SampleDefaults {
  durationTicks: number
  bytes: number
  flags: number
}

export interface Init {
  tracks: Track[]
  defaults: ReadonlyMap<number, SampleDefaults>
}

/** tkhd (§8.3.2) and mdhd (§8.4.2) have the field that is wanted after two dates, whose width is the version's. */
const afterDates = (view: DataView, box: Box) => {
  const fields = createFields(view, box)
  const { version } = fields.full()
  fields.skip(version === 1 ? 16 : 8)
  return fields
}

/** The first sample entry of stsd (§8.5.2); one stretch of a live has one. */
const sampleEntry = (view: DataView, stsd: Box): Box => {
  const fields = createFields(view, stsd)
  fields.full()
  if (fields.u32() === 0) throw new BoxError('stsd is empty')
  const entry = headerAt(view, fields.at(), stsd.end)
  if (!entry || entry.end > stsd.end) throw new BoxError('stsd is cut')
  return entry
}

/** VisualSampleEntry, §12.1.3. */
const videoEntry = (view: DataView, entry: Box) => {
  const fields = createFields(view, entry)
  fields.skip(24)
  const width = fields.u16()
  const height = fields.u16()
  fields.skip(50)
  const avc = entry.type === 'avc1' || entry.type === 'avc3'
  return { width, height, codec: avc ? avcCodec(view, entry, fields.at()) : entry.type }
}

/** AudioSampleEntry, §12.2.3. */
const audioEntry = (view: DataView, entry: Box) => {
  const fields = createFields(view, entry)
  fields.skip(16)
  const channels = fields.u16()
  fields.skip(6)
  const sampleRate = fields.u16()
  fields.skip(2)
  const info = audioCodec(view, entry, fields.at())
  return { codec: info.codec, sampleRate: info.sampleRate ?? sampleRate, channels: info.channels ?? channels }
}

const trackOf = (view: DataView, trak: Box): Track | undefined => {
  const handler = createFields(view, boxAtPath(view, trak, 'mdia', 'hdlr'))
  handler.skip(8)
  const name = handler.u32()
  if (name !== 0x76696465 && name !== 0x736f756e) return undefined // 'vide', 'soun'
  const id = afterDates(view, boxAtPath(view, trak, 'tkhd')).u32()
  const timescale = afterDates(view, boxAtPath(view, trak, 'mdia', 'mdhd')).u32()
  if (timescale === 0) throw new BoxError('mdhd has no timescale')
  const entry = sampleEntry(view, boxAtPath(view, trak, 'mdia', 'minf', 'stbl', 'stsd'))
  return name === 0x76696465
    ? { id, kind: 'video', timescale, ...videoEntry(view, entry) }
    : { id, kind: 'audio', timescale, ...audioEntry(view, entry) }
}

/**
 * Reads an init (`ftyp` … `moov`, ISO/IEC 14496-12 §8.2) of a fragmented file: its video and audio tracks in their
 * order, and what fragments may leave out.
 * @throws BoxError
 */
export const parseInit = (bytes: Uint8Array): Init => {
  const view = viewOf(bytes)
  const moov = findBox(view, 0, bytes.byteLength, 'moov')
  if (!moov) throw new BoxError('there is no moov')
  const tracks: Track[] = []
  const defaults = new Map<number, SampleDefaults>()
  for (const box of boxesIn(view, moov.body, moov.end)) {
    if (box.type === 'trak') {
      const track = trackOf(view, box)
      if (track) tracks.push(track)
    }
    if (box.type !== 'mvex') continue
    for (const trex of boxesIn(view, box.body, box.end)) {
      if (trex.type !== 'trex') continue
      const fields = createFields(view, trex)
      fields.full()
      const id = fields.u32()
      fields.skip(4)
      defaults.set(id, { durationTicks: fields.u32(), bytes: fields.u32(), flags: fields.u32() })
    }
  }
  return { tracks, defaults }
}
