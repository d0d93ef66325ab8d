/** What is wrong with bytes that should be ISO base media (ISO/IEC 14496-12). */
export class BoxError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BoxError'
  }
}

/** No box that is kept may be larger: 64 MiB, minutes of what a live sends in a fragment of 200 ms. */
export const maxBoxBytes = 64 * 1024 * 1024

/** Where a box lies in the bytes it was found in: `[start, end)`, its payload from `body`. */
export interface Box {
  type: string
  start: number
  body: number
  end: number
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const typeAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))

/**
 * The header at `at`, before it is known whether its payload is there (ISO/IEC 14496-12 §4.2.2: 32 bits of size and a
 * type, or 64 bits of size after it where the first is 1).
 * @param limit bytes that may be read from.
 * @returns undefined where `limit` cuts the header itself.
 * @throws BoxError where the size is smaller than its header, goes on to the end of the file (0), or is no safe number.
 */
export const headerAt = (view: DataView, at: number, limit: number): Box | undefined => {
  if (at + 8 > limit) return undefined
  const type = typeAt(view, at + 4)
  let size = view.getUint32(at)
  let head = 8
  if (size === 1) {
    if (at + 16 > limit) return undefined
    head = 16
    size = view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12)
  }
  if (size < head || !Number.isSafeInteger(at + size)) throw new BoxError(`a box ${type} of ${size} bytes`)
  return { type, start: at, body: at + head, end: at + size }
}

/**
 * The boxes of `[from, to)`, one after the other.
 * @throws BoxError where a box reaches past `to` or bytes are left over.
 */
export function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  for (let at = from; at < to; ) {
    const box = headerAt(view, at, to)
    if (!box || box.end > to) throw new BoxError(`a box is cut at byte ${at}`)
    yield box
    at = box.end
  }
}

/** The first child of that type, if there is one. @throws BoxError as `boxesIn` does. */
export const findBox = (view: DataView, from: number, to: number, type: string): Box | undefined => {
  for (const box of boxesIn(view, from, to)) if (box.type === type) return box
  return undefined
}

/** The box at the end of a path of types, each the child of the one before. @throws BoxError where one is missing. */
export const boxAtPath = (view: DataView, parent: Box, ...path: string[]): Box => {
  let box = parent
  for (const type of path) {
    const child = findBox(view, box.body, box.end, type)
    if (!child) throw new BoxError(`${box.type} has no ${type}`)
    box = child
  }
  return box
}

/**
 * Reads a box field by field and never past its end.
 * @throws BoxError from any call that would.
 */
export const createFields = (view: DataView, box: Pick<Box, 'type' | 'body' | 'end'>) => {
  let at = box.body
  const take = (bytes: number): number => {
    if (bytes > box.end - at) throw new BoxError(`${box.type} is shorter than its fields`)
    const from = at
    at += bytes
    return from
  }
  return {
    u8: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2)),
    u32: () => view.getUint32(take(4)),
    i32: () => view.getInt32(take(4)),
    /** 64 bits; @throws BoxError where they are no safe number. */
    u64: () => {
      const from = take(8)
      const value = view.getUint32(from) * 2 ** 32 + view.getUint32(from + 4)
      if (!Number.isSafeInteger(value)) throw new BoxError(`${box.type} has a number of 64 bits out of range`)
      return value
    },
    /** Version and flags of a full box (§4.2.2). */
    full: () => {
      const word = view.getUint32(take(4))
      return { version: word >>> 24, flags: word & 0xffffff }
    },
    skip: (bytes: number) => void take(bytes),
    at: () => at,
    left: () => box.end - at,
  }
}

/** The fields of one box. */
export type Fields = ReturnType<typeof createFields>
