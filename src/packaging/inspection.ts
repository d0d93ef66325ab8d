import { open } from 'node:fs/promises'
import { agrees, looked, type Refusal, refusalOf } from './file-kind.ts'
import type { Probe } from './media-probe.ts'
import { MediaError, type MediaTools } from './media-tools.ts'

/** What is in a file that may be taken in. */
export interface Inspected {
  /** Moving pictures; a cover is none. */
  hasVideo: boolean
  hasAudio: boolean
}

export interface Inspection {
  /**
   * Looks into a file that somebody sent, before anything else does.
   * @returns why it is not taken in: `ilegible` where ffprobe cannot read it within its limits
   */
  look(path: string): Promise<Inspected | { refused: Refusal | 'ilegible' | 'sin_medios' }>
}

/** More than any honest file has. */
const mostTracks = 64

const endsOf = async (path: string) => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const read = async (from: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from)
      return buffer.subarray(0, bytesRead)
    }
    const tailFrom = Math.max(0, size - looked.tail)
    return { size, head: await read(0, looked.head), tail: await read(tailFrom, size - tailFrom) }
  } finally {
    await file.close()
  }
}

/** What strangers send, judged by its first and last bytes and by ffprobe, which must be of one opinion. */
export const createInspection = ({ tools }: { tools: Pick<MediaTools, 'probe'> }): Inspection => ({
  async look(path) {
    const { size, head, tail } = await endsOf(path)
    const refused = refusalOf(head, tail, size)
    if (refused) return { refused }
    let probe: Probe
    try {
      probe = await tools.probe(`file:${path}`)
    } catch (error) {
      if (error instanceof MediaError) return { refused: 'ilegible' }
      throw error
    }
    const { container, tracks } = probe
    if (!agrees(head, container)) return { refused: 'doble' }
    if (tracks.length > mostTracks) return { refused: 'ilegible' }
    const has = (kind: string) => tracks.some((track) => track.kind === kind && track.codec !== '' && !track.cover)
    const found = { hasVideo: has('video'), hasAudio: has('audio') }
    return found.hasVideo || found.hasAudio ? found : { refused: 'sin_medios' }
  },
})
