/**
 * A moment written into a picture: a strip of light and dark blocks along its top says the wall clock in ms, modulo
 * 2^32, and eight bits to check it. Blocks of eight pixels survive any encoder.
 */
export const blocks = 40
/** Height of the strip in pixels. */
export const strip = 16

export const checkOf = (ms: number): number => (ms ^ (ms >>> 8) ^ (ms >>> 16) ^ (ms >>> 24) ^ 0x5a) & 255

const bitOf = (ms: number, block: number): number =>
  block < 32 ? (ms >>> (31 - block)) & 1 : (checkOf(ms) >>> (39 - block)) & 1

/** Draws the strip into the luma plane at the beginning of `picture`. */
export const drawStamp = (picture: Buffer, width: number, ms: number): void => {
  const block = width / blocks
  for (let b = 0; b < blocks; b++) {
    picture.fill(bitOf(ms >>> 0, b) ? 235 : 16, b * block, (b + 1) * block)
  }
  for (let y = 1; y < strip; y++) picture.copyWithin(y * width, 0, width)
}

/** @param luma one row of the strip @returns undefined where the check says it was misread */
export const readStamp = (luma: ArrayLike<number>): number | undefined => {
  let ms = 0
  let check = 0
  for (let b = 0; b < blocks; b++) {
    const bit = (luma[Math.floor(((b + 0.5) * luma.length) / blocks)] ?? 0) > 127 ? 1 : 0
    if (b < 32) ms = ((ms << 1) | bit) >>> 0
    else check = (check << 1) | bit
  }
  return check === checkOf(ms) ? ms : undefined
}

/** How long ago the stamped moment was, in ms. */
export const ageOf = (ms: number, now: number): number => ((now % 2 ** 32) - ms + 2 ** 32) % 2 ** 32
