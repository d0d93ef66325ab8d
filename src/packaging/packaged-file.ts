import { open } from 'node:fs/promises'
import { type Box, BoxError, createFields, headerAt, viewOf } from './boxes.ts'
import { parseInit, type Track } from './init.ts'

/** A segment of a packaged file: where it lies there, and how long it lasts. */
export interface PackagedSegment {
  from: number
  tamano_bytes: number
  ticks: number
  duracion_ms: number
}

/** One rendition as one file of CMAF: its init, an index, and its segments one behind the other. */
export interface Packaged {
  track: Track
  /** Bytes of the init, from the beginning of the file. */
  initBytes: number
  /** Where the index (sidx) lies. */
  index: { from: number; bytes: number }
  /** Ticks a second of the index. */
  timescale: number
  segments: PackagedSegment[]
}

/** Of ten hours the head has 110 KB: what is longer is no head of ours. */
const maxHeadBytes = 8 * 1024 * 1024
const firstReadBytes = 64 * 1024

/** SegmentIndexBox, ISO/IEC 14496-12 §8.16.3. @throws BoxError */
const parseIndex = (view: DataView, sidx: Box): Pick<Packaged, 'timescale' | 'segments'> => {
  const fields = createFields(view, sidx)
  const { version } = fields.full()
  fields.skip(4)
  const timescale = fields.u32()
  if (timescale === 0) throw new BoxError('sidx has no timescale')
  const wide = version === 1 ? fields.u64 : fields.u32
  wide()
  let from = sidx.end + wide()
  fields.skip(2)
  const count = fields.u16()
  const segments: PackagedSegment[] = []
  for (let i = 0; i < count; i++) {
    const reference = fields.u32()
    if (reference >= 2 ** 31) throw new BoxError('sidx refers to another index')
    const ticks = fields.u32()
    fields.skip(4)
    segments.push({ from, tamano_bytes: reference, ticks, duracion_ms: (ticks * 1000) / timescale })
    from += reference
  }
  return { timescale, segments }
}

/**
 * Reads the head of a packaged file.
 * @returns how many bytes are needed where there are not enough
 * @throws BoxError where it is no such file
 */
export const parsePackaged = (head: Uint8Array): Packaged | { needs: number } => {
  const view = viewOf(head)
  let init: Box | undefined
  for (let at = 0; ; ) {
    const box = headerAt(view, at, head.byteLength)
    const needs = box?.end ?? at + 16
    if (needs > maxHeadBytes || box?.type === 'moof' || box?.type === 'mdat')
      throw new BoxError('the file has no index before its media')
    if (needs > head.byteLength || !box) return { needs }
    if (box.type === 'moov') init = box
    if (box.type === 'sidx') {
      if (!init) throw new BoxError('the index stands before the init')
      const [track, ...more] = parseInit(head.subarray(0, init.end)).tracks
      if (!track || more.length > 0) throw new BoxError('a rendition has one track')
      return {
        track,
        initBytes: init.end,
        index: { from: box.start, bytes: box.end - box.start },
        ...parseIndex(view, box),
      }
    }
    at = box.end
  }
}

/** Reads what a packaged file says of itself. @throws BoxError, the error of the disk */
export const readPackaged = async (path: string): Promise<Packaged> => {
  const file = await open(path, 'r')
  try {
    for (let bytes = firstReadBytes; ; ) {
      const head = new Uint8Array(bytes)
      const { bytesRead } = await file.read(head, 0, bytes, 0)
      const found = parsePackaged(head.subarray(0, bytesRead))
      if (!('needs' in found)) return found
      if (bytesRead < bytes) throw new BoxError('the file ends in its head')
      bytes = found.needs
    }
  } finally {
    await file.close()
  }
}

/** Milliseconds of a rendition. */
export const lengthOf = ({ segments }: Packaged): number =>
  segments.reduce((sum, { duracion_ms }) => sum + duracion_ms, 0)

/** The first moment of all packaged files, in seconds on their own axis: pictures are decoded before they are shown. */
export const PACKAGED_ORIGIN_S = 1

/**
 * ffmpeg's options for one packaged file of one track, cut at the first key frame after 4 s. All files of one source have
 * one axis of time: their times are left as they are but for an origin that no decode time lies before, and nothing is
 * told in edit lists, which players do not agree upon. What the source says of people and places stays in the source.
 */
export const packagedOptions = (kind: Track['kind']): string[] => {
  const cut = kind === 'video' ? ['frag_keyframe+', '-min_frag_duration'] : ['', '-frag_duration']
  const flags = `${cut[0]}empty_moov+default_base_moof+frag_discont+global_sidx`
  return [
    ...['-avoid_negative_ts', 'disabled', '-output_ts_offset', String(PACKAGED_ORIGIN_S), '-use_editlist', '0'],
    ...['-movflags', flags, cut[1] as string, '4000000', '-map_metadata', '-1', '-map_chapters', '-1', '-f', 'mp4'],
  ]
}
