import { BoxError, headerAt, maxBoxBytes, viewOf } from './boxes.ts'
import { type FragmentTrack, parseFragment } from './fragment.ts'
import { parseInit, type SampleDefaults, type Track } from './init.ts'

/** What comes out of a stream of fragmented MP4; `bytes` alone fill their ArrayBuffer, so that it can be transferred. */
export type Piece =
  | { kind: 'init'; bytes: Uint8Array<ArrayBuffer>; tracks: Track[] }
  | { kind: 'fragment'; bytes: Uint8Array<ArrayBuffer>; tracks: FragmentTrack[] }

/** Bytes that have come in and are not used yet, in the chunks in which they came. */
const createQueue = () => {
  let chunks: Uint8Array[] = []
  let used = 0
  let length = 0
  /** Copies `target.byteLength` bytes from `from` on. */
  const copy = (from: number, target: Uint8Array): void => {
    let skip = used + from
    let filled = 0
    for (const chunk of chunks) {
      if (skip >= chunk.byteLength) {
        skip -= chunk.byteLength
        continue
      }
      const part = chunk.subarray(skip, skip + target.byteLength - filled)
      target.set(part, filled)
      filled += part.byteLength
      skip = 0
      if (filled === target.byteLength) return
    }
  }
  const drop = (bytes: number): void => {
    length -= bytes
    used += bytes
    let whole = 0
    for (let chunk = chunks[0]; chunk && used >= chunk.byteLength; chunk = chunks[whole]) {
      used -= chunk.byteLength
      whole++
    }
    if (whole > 0) chunks = chunks.slice(whole)
  }
  return {
    add(chunk: Uint8Array) {
      if (chunk.byteLength === 0) return
      chunks.push(chunk)
      length += chunk.byteLength
    },
    copy,
    drop,
    length: () => length,
  }
}

/**
 * Reads fragmented MP4 (ISO/IEC 14496-12 §8.8) as it comes from a pipe, in chunks cut anywhere: first the init (`ftyp`
 * and `moov`), then fragments (`moof` and `mdat`). Other boxes of the top level (`styp`, `sidx`, `prft`, `free`, `mfra`)
 * are dropped. Each byte is copied once; chunks are kept until then and must not be written to.
 *
 * `push` gives the pieces that a chunk completes. @throws BoxError for what is no such stream, or a piece over 64 MiB;
 * the reader is of no use after that. `rest` says how many bytes of an unfinished piece it holds.
 */
export const createFragmentReader = (): { push(chunk: Uint8Array): Piece[]; rest(): number } => {
  const queue = createQueue()
  const head = new Uint8Array(16)
  const headView = viewOf(head)
  let defaults: ReadonlyMap<number, SampleDefaults> = new Map()
  /** Bytes of the piece's boxes that are known, whether or not they have come. */
  let known = 0
  /** What the known boxes are the beginning of. */
  let opened: 'ftyp' | 'moof' | undefined
  /** Set when the last box of the piece is among the known ones. */
  let closed: Piece['kind'] | undefined
  /** Bytes still to be dropped. */
  let skip = 0

  const nextHeader = () => {
    const there = Math.min(16, queue.length() - known)
    if (there < 8) return undefined
    queue.copy(known, head.subarray(0, there))
    return headerAt(headView, 0, there)
  }

  /** Looks at one more box; false where its header has not come. */
  const advance = (): boolean => {
    const box = nextHeader()
    if (!box) return false
    if (box.type === 'moov' && opened !== 'moof') closed = 'init'
    else if (box.type === 'mdat' && opened === 'moof') closed = 'fragment'
    else if (opened === 'moof') throw new BoxError(`${box.type} stands between moof and mdat`)
    else if (box.type === 'moof' && opened === 'ftyp') throw new BoxError('there is a moof before the moov')
    else if (box.type === 'moof' || box.type === 'ftyp') opened = box.type
    else if (box.type === 'mdat') throw new BoxError('there is an mdat without moof')
    else if (opened === undefined) {
      skip = box.end
      return true
    }
    known += box.end
    if (known > maxBoxBytes) throw new BoxError(`${box.type} is larger than ${maxBoxBytes} bytes`)
    return true
  }

  const take = (kind: Piece['kind']): Piece => {
    const bytes = new Uint8Array(known)
    queue.copy(0, bytes)
    queue.drop(known)
    known = 0
    opened = undefined
    closed = undefined
    if (kind === 'fragment') return { kind, bytes, tracks: parseFragment(bytes, defaults) }
    const init = parseInit(bytes)
    defaults = init.defaults
    return { kind, bytes, tracks: init.tracks }
  }

  return {
    push(chunk) {
      queue.add(chunk)
      const pieces: Piece[] = []
      for (;;) {
        if (skip > 0) {
          const now = Math.min(skip, queue.length())
          queue.drop(now)
          skip -= now
          if (skip > 0) return pieces
        }
        if (closed === undefined) {
          if (queue.length() < known || !advance()) return pieces
        } else if (queue.length() < known) return pieces
        else pieces.push(take(closed))
      }
    },
    rest: () => queue.length(),
  }
}

/** A whole fragment of a file and where it lies there. */
export interface FragmentAt {
  start: number
  end: number
  tracks: FragmentTrack[]
}

/**
 * The whole fragments at the beginning of a segment's file whose end may be missing or damaged, as a killed process or
 * a power cut leaves it. Never throws: what can't be read is where it ends.
 * @returns `end`: the offset after the last whole fragment, to which the file may be cut.
 */
export const wholeFragments = (bytes: Uint8Array): { end: number; fragments: FragmentAt[] } => {
  const view = viewOf(bytes)
  const fragments: FragmentAt[] = []
  let end = 0
  try {
    let start: number | undefined
    for (let box = headerAt(view, 0, bytes.byteLength); box; box = headerAt(view, box.end, bytes.byteLength)) {
      if (box.end > bytes.byteLength) break
      if (box.type === 'moof') start = box.start
      if (box.type !== 'mdat' || start === undefined) continue
      fragments.push({ start, end: box.end, tracks: parseFragment(bytes.subarray(start, box.end)) })
      end = box.end
      start = undefined
    }
  } catch (error) {
    if (!(error instanceof BoxError)) throw error
  }
  return { end, fragments }
}
