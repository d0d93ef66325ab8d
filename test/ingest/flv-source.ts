import { setTimeout as sleep } from 'node:timers/promises'
import { ffmpeg, type Source, sourceArgs } from '../packaging/real-media.ts'
import type { Publisher } from './rtmp-publisher.ts'

export interface Tag {
  type: number
  ms: number
  payload: Uint8Array
}
export const isConfig = ({ type, payload }: Tag) => type !== 18 && payload[1] === 0

/** A source's audio and video as FLV tags, its sequence headers first, without its metadata. */
export const flvSource = async (source: Source = {}, ...codec: string[]): Promise<Tag[]> =>
  readFlv(await ffmpeg(...sourceArgs(source), ...codec, '-f', 'flv', '-flvflags', 'no_duration_filesize', 'pipe:1'))

export const readFlv = (flv: Buffer): Tag[] => {
  const tags: Tag[] = []
  for (let at = 13; at + 11 <= flv.length; ) {
    const size = flv.readUIntBE(at + 1, 3)
    const ms = flv.readUIntBE(at + 4, 3) + (flv[at + 7] ?? 0) * 2 ** 24
    const type = flv[at] ?? 0
    if (type !== 18) tags.push({ type, ms, payload: flv.subarray(at + 11, at + 11 + size) })
    at += 11 + size + 4
  }
  return tags
}

export interface Play {
  /** What the encoder calls a moment. */
  stamp?: (ms: number, tag: Tag) => number
  /** Whether a tag is sent. */
  keep?: (tag: Tag, ms: number) => boolean
  /** Begins the source at this moment instead of its own 0. */
  from?: number
  /** How much faster than time. */
  speed?: number
  signal?: AbortSignal
}

/** Sends tags at their own pace. Resolves when all are sent, or at once when the connection or the signal ends it. */
export const play = async (publisher: Publisher, tags: readonly Tag[], options: Play = {}): Promise<void> => {
  const { stamp = (ms) => ms, keep = () => true, from = 0, speed = 1, signal } = options
  const begun = performance.now()
  for (const tag of tags) {
    if (signal?.aborted || publisher.socket.destroyed) return
    const wait = tag.ms / speed - (performance.now() - begun)
    if (wait > 2) await sleep(wait)
    const ms = from + tag.ms
    if (keep(tag, ms)) publisher.send(tag.type, stamp(ms, tag) % 2 ** 32, tag.payload)
  }
}
