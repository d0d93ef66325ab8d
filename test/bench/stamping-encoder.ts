import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from './child.ts'
import { drawStamp } from './stamp.ts'

export interface Shape {
  width: number
  height: number
  fps: number
  /** Between key frames. */
  keySeconds: number
}

/** An encoder whose pictures say when they were made. */
export interface StampingEncoder {
  /** Resolves when its process has ended, by itself or by `stop`. */
  readonly exited: Promise<number | null>
  /** The stamps handed over so far, wall clock in ms. */
  readonly stamps: readonly number[]
  stop(): Promise<void>
}

/** Something that moves and costs the encoder a few hundred kbit/s. */
const textureOf = ({ width, height }: Shape): Buffer =>
  Buffer.from(
    Uint8Array.from({ length: width * height * 2 }, (_, i) => 64 + ((i % width) >> 3) + (Math.floor(i / width) & 63)),
  )

/** Starts at once; a stamp is taken as its picture is handed to x264 (ultrafast, zerolatency: some 7 ms to the wire). */
export const startStampingEncoder = (rtmp: string, shape: Shape): StampingEncoder => {
  const { width, height, fps, keySeconds } = shape
  const keyFrames = String(Math.round(keySeconds * fps))
  const running = launch(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-probesize', '32', '-analyzeduration', '0'],
      ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', String(fps), '-i', 'pipe:0'],
      ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-threads', '1'],
      ...['-g', keyFrames, '-keyint_min', keyFrames, '-sc_threshold', '0'],
      ...['-b:v', '800k', '-maxrate', '1200k', '-bufsize', '600k', '-c:a', 'aac', '-b:a', '64k'],
      ...['-flush_packets', '1', '-f', 'flv', rtmp],
    ],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  )
  const stamps: number[] = []
  let alive = true
  running.exited.finally(() => {
    alive = false
  })
  const feeding = feed(running.process.stdin as Writable, shape, stamps, () => alive)
  return {
    exited: running.exited,
    stamps,
    async stop() {
      alive = false
      await running.stop('SIGTERM', 3000)
      await feeding
    },
  }
}

/** One picture each 1/fps s, never in a burst longer than what was missed. */
const feed = async (into: Writable, shape: Shape, stamps: number[], alive: () => boolean): Promise<void> => {
  const { width, height, fps } = shape
  const luma = width * height
  const texture = textureOf(shape)
  let broken = false
  const gone = new Promise<void>((resolve) => {
    const tell = () => {
      broken = true
      resolve()
    }
    into.on('error', tell).once('close', tell)
  })
  const begun = performance.now()
  for (let n = 0; alive() && !broken; n++) {
    const wait = begun + (n * 1000) / fps - performance.now()
    if (wait > 0) await sleep(wait)
    const picture = Buffer.alloc((luma * 3) / 2, 128)
    texture.copy(picture, 0, (n % height) * width, (n % height) * width + luma)
    const now = Date.now()
    drawStamp(picture, width, now)
    if (!alive() || broken) return
    stamps.push(now)
    if (!into.write(picture)) await Promise.race([new Promise((resolve) => into.once('drain', resolve)), gone])
  }
}
