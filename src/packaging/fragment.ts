import { type Box, BoxError, boxAtPath, boxesIn, createFields, findBox, viewOf } from './boxes.ts'
import type { SampleDefaults } from './init.ts'

/** What one fragment brings of one track. Ticks are of the track's timescale. */
export interface FragmentTrack {
  id: number
  /** Decode time of the first sample, ticks since the origin of the stretch (tfdt). */
  baseDecodeTime: number
  /** Ticks from the first sample to the end of the last, in decode time. */
  duration: number
  /** When its first picture or sound is shown and its last one ends, in the ticks of `baseDecodeTime`. */
  presentationStart: number
  presentationEnd: number
  samples: number
  /** The first sample can be decoded by itself. */
  startsWithSync: boolean
  /** Of media. */
  bytes: number
}

// tfhd (§8.8.7), trun (§8.8.8), sample flags (§8.8.3.1)
const tfhd = { baseOffset: 0x1, description: 0x2, duration: 0x8, size: 0x10, flags: 0x20 } as const
const trun = { dataOffset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, cts: 0x800 } as const
const nonSync = 0x10000

interface Run {
  duration: number
  samples: number
  bytes: number
  firstFlags: number
  /** Presentation, in ticks since the run's first decode time. */
  shownFrom: number
  shownTo: number
}

/** Sums a run; one whose samples all take the defaults is not walked, its count being anybody's word. */
const readRun = (view: DataView, box: Box, defaults: SampleDefaults, fragmentBytes: number): Run => {
  const fields = createFields(view, box)
  const { version, flags } = fields.full()
  const samples = fields.u32()
  const dataOffset = flags & trun.dataOffset ? fields.i32() : undefined
  let firstFlags = flags & trun.firstFlags ? fields.u32() : defaults.flags
  let duration = samples * defaults.durationTicks
  let bytes = samples * defaults.bytes
  const stride = 4 * [trun.duration, trun.size, trun.flags, trun.cts].filter((flag) => flags & flag).length
  if (stride * samples > fields.left()) throw new BoxError('trun has more samples than bytes')
  let shownFrom = 0
  let shownTo = duration
  if (stride > 0) {
    duration = 0
    shownFrom = Number.MAX_SAFE_INTEGER
    shownTo = 0
    if (flags & trun.size) bytes = 0
    for (let i = 0; i < samples; i++) {
      const from = duration
      duration += flags & trun.duration ? fields.u32() : defaults.durationTicks
      if (flags & trun.size) bytes += fields.u32()
      if (flags & trun.flags) {
        const own = fields.u32()
        if (i === 0 && !(flags & trun.firstFlags)) firstFlags = own
      }
      const offset = flags & trun.cts ? (version === 0 ? fields.u32() : fields.i32()) : 0
      shownFrom = Math.min(shownFrom, from + offset)
      shownTo = Math.max(shownTo, duration + offset)
    }
  }
  if (!Number.isSafeInteger(shownTo) || !Number.isSafeInteger(duration))
    throw new BoxError('trun has a duration out of range')
  if (bytes > fragmentBytes || (dataOffset !== undefined && (dataOffset < 0 || dataOffset + bytes > fragmentBytes)))
    throw new BoxError('trun points outside of its fragment')
  return { duration, samples, bytes, firstFlags, shownFrom, shownTo }
}

const readTraf = (
  view: DataView,
  traf: Box,
  defaults: ReadonlyMap<number, SampleDefaults>,
  fragmentBytes: number,
): FragmentTrack => {
  const head = createFields(view, boxAtPath(view, traf, 'tfhd'))
  const { flags } = head.full()
  const id = head.u32()
  if (flags & tfhd.baseOffset) throw new BoxError('tfhd counts from the start of the file, not from its moof')
  if (flags & tfhd.description) head.skip(4)
  const own = defaults.get(id)
  const sample: SampleDefaults = {
    durationTicks: flags & tfhd.duration ? head.u32() : (own?.durationTicks ?? 0),
    bytes: flags & tfhd.size ? head.u32() : (own?.bytes ?? 0),
    flags: flags & tfhd.flags ? head.u32() : (own?.flags ?? 0),
  }
  const time = createFields(view, boxAtPath(view, traf, 'tfdt'))
  const baseDecodeTime = time.full().version === 1 ? time.u64() : time.u32()
  const track: FragmentTrack = {
    id,
    baseDecodeTime,
    duration: 0,
    presentationStart: baseDecodeTime,
    presentationEnd: baseDecodeTime,
    samples: 0,
    startsWithSync: false,
    bytes: 0,
  }
  for (const box of boxesIn(view, traf.body, traf.end)) {
    if (box.type !== 'trun') continue
    const run = readRun(view, box, sample, fragmentBytes)
    if (run.samples === 0) continue
    const at = baseDecodeTime + track.duration
    if (track.samples === 0) {
      track.startsWithSync = (run.firstFlags & nonSync) === 0
      track.presentationStart = at + run.shownFrom
    }
    track.presentationStart = Math.min(track.presentationStart, at + run.shownFrom)
    track.presentationEnd = Math.max(track.presentationEnd, at + run.shownTo)
    track.samples += run.samples
    track.duration += run.duration
    track.bytes += run.bytes
  }
  if (!Number.isSafeInteger(track.presentationEnd) || !Number.isSafeInteger(baseDecodeTime + track.duration))
    throw new BoxError('traf has a time out of range')
  return track
}

/**
 * Reads `moof` + `mdat` (ISO/IEC 14496-12 §8.8.4), offsets counted from the moof as `default_base_moof` writes them.
 * @param defaults of the init; without it a fragment must say everything itself, as ffmpeg's do.
 * @throws BoxError
 */
export const parseFragment = (
  bytes: Uint8Array,
  defaults: ReadonlyMap<number, SampleDefaults> = new Map(),
): FragmentTrack[] => {
  const view = viewOf(bytes)
  const moof = findBox(view, 0, bytes.byteLength, 'moof')
  if (!moof) throw new BoxError('there is no moof')
  const tracks: FragmentTrack[] = []
  for (const box of boxesIn(view, moof.body, moof.end))
    if (box.type === 'traf') tracks.push(readTraf(view, box, defaults, bytes.byteLength - moof.start))
  if (tracks.reduce((sum, track) => sum + track.bytes, 0) > bytes.byteLength)
    throw new BoxError('moof has more media than its mdat')
  return tracks
}

/**
 * A copy of a fragment at another time, so that one made beforehand can be played in a loop.
 * @param trackOffsets ticks to add to the decode time (tfdt, §8.8.12) of each track; those not named stay.
 * @param sequence of its mfhd (§8.8.5).
 * @throws BoxError where a time leaves the range that its tfdt can hold.
 */
export const shiftFragment = (
  bytes: Uint8Array,
  trackOffsets: ReadonlyMap<number, number>,
  sequence: number,
): Uint8Array<ArrayBuffer> => {
  const copy = new Uint8Array(bytes)
  const view = viewOf(copy)
  const moof = findBox(view, 0, copy.byteLength, 'moof')
  if (!moof) throw new BoxError('there is no moof')
  const mfhd = createFields(view, boxAtPath(view, moof, 'mfhd'))
  mfhd.full()
  const sequenceAt = mfhd.at()
  mfhd.u32()
  view.setUint32(sequenceAt, sequence)
  for (const traf of boxesIn(view, moof.body, moof.end)) {
    if (traf.type !== 'traf') continue
    const head = createFields(view, boxAtPath(view, traf, 'tfhd'))
    head.full()
    const offset = trackOffsets.get(head.u32())
    if (offset === undefined) continue
    const time = createFields(view, boxAtPath(view, traf, 'tfdt'))
    const wide = time.full().version === 1
    const at = time.at()
    const moved = (wide ? time.u64() : time.u32()) + offset
    if (moved < 0 || !Number.isSafeInteger(moved) || (!wide && moved > 0xffffffff))
      throw new BoxError('tfdt cannot hold that time')
    if (wide) view.setUint32(at, Math.floor(moved / 2 ** 32))
    view.setUint32(wide ? at + 4 : at, moved >>> 0)
  }
  return copy
}
