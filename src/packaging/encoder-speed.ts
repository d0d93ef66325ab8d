import { availableParallelism } from 'node:os'
import type { MediaTools } from './media-tools.ts'

/** What a box can encode beside its own work. */
export interface EncoderSpeed {
  /** Millions of pixels a second, as smaller pictures are encoded; measured at first need, and again after a start. */
  megapixels(): Promise<number>
  /** Whether a live needs the processor whole. */
  small: boolean
}

const sample = { width: 640, height: 360, rate: 25, seconds: 4 }
const withinMs = 60_000
/** A board has four; with fewer threads to spare than a live's own, encoding would be heard. */
const boardThreads = 4

/**
 * Encodes four seconds of moving pictures as smaller pictures are encoded.
 * @returns millions of pixels a second; 0 where not even that is done within a minute
 */
export const measureEncoder = async (tools: Pick<MediaTools, 'run'>, signal: AbortSignal): Promise<number> => {
  const { width, height, rate, seconds } = sample
  const began = performance.now()
  try {
    await tools.run({
      inputs: [{ from: `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds}`, options: ['-f', 'lavfi'] }],
      outputs: [{ to: '-', options: ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'veryfast', '-f', 'null'] }],
      limitMs: withinMs,
      signal,
    })
  } catch {
    signal.throwIfAborted()
    return 0
  }
  return (width * height * rate * seconds) / 1000 / (performance.now() - began)
}

export const createEncoderSpeed = (tools: Pick<MediaTools, 'run'>): EncoderSpeed => {
  let measured: Promise<number> | undefined
  return {
    megapixels() {
      measured ??= measureEncoder(tools, new AbortController().signal)
      return measured
    },
    small: availableParallelism() <= boardThreads,
  }
}
