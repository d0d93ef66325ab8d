import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo } from '../model/transmision.ts'
import type { Track } from './init.ts'
import type { Rendition } from './live-command.ts'

/** One fragment of a live, placed: what the playlists and the viewers are served from. */
export interface LiveFragment {
  rendition: Rendition
  tramo: number
  secuencia: number
  /** The first of its segment. */
  opens: boolean
  /** The last of its segment, where that is known already. */
  closes: boolean
  seconds: number
  independent: boolean
  /** The source is too irregular for parts from here on. */
  irregular: boolean
  /** Wall clock of its first sample: one anchor a stretch plus media time, so that a clock that jumps does not show. */
  at: number
  relleno: boolean
  bytes: Uint8Array<ArrayBuffer>
}

/** What packaging tells of a live, in order. */
export type PackagingEvent =
  | {
      type: 'init'
      live: Id
      rendition: Rendition
      tramo: number
      bytes: Uint8Array<ArrayBuffer>
      tracks: Track[]
      relleno: boolean
    }
  | { type: 'fragment'; live: Id; fragment: LiveFragment }
  | { type: 'journal'; live: Id; rows: SegmentoVivo[] }
  /** The disk took no more; each new segment tries again. */
  | { type: 'recordingFailed'; live: Id; reason: string }
  /** After it failed, a segment is whole on disk again. */
  | { type: 'recordingResumed'; live: Id }
