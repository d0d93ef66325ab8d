/** A list of counts as a column holds it: 32 bits each in this machine's order, and nothing where all are 0. */
export const packHistogram = (counts: readonly number[]): Uint8Array =>
  counts.every((count) => count === 0) ? nothing : new Uint8Array(new Uint32Array(counts).buffer)
const nothing = new Uint8Array(0)

/** A view where the bytes stand as such a one needs them, as those that SQLite hands out do. */
const unpack = (bytes: Uint8Array): Uint32Array =>
  bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : new Uint32Array(bytes.slice().buffer)

export const histogramOf = (bytes: Uint8Array, length: number): number[] =>
  bytes.length === 0 ? Array(length).fill(0) : [...unpack(bytes)]

const combined = (one: Uint8Array, other: Uint8Array, combine: (a: number, b: number) => number): Uint8Array => {
  if (one.length === 0) return other
  const [counts, more] = [unpack(one), unpack(other)]
  const together = new Uint32Array(counts.length)
  for (let i = 0; i < counts.length; i++) together[i] = combine(counts[i] ?? 0, more[i] ?? 0)
  return new Uint8Array(together.buffer)
}

const add = (a: number, b: number) => a + b

/** @param other not empty, here and below */
export const addHistograms = (one: Uint8Array, other: Uint8Array): Uint8Array => combined(one, other, add)
export const higherHistogram = (one: Uint8Array, other: Uint8Array): Uint8Array => combined(one, other, Math.max)
