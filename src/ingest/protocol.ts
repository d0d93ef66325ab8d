import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo, Senal } from '../model/transmision.ts'
import type { Rendition, TrackSet } from '../packaging/live-command.ts'
import type { PackagingEvent } from '../packaging/live-events.ts'

/** What the ingest thread needs to know of a key: its SHA-256 in hex, and the live it opens, or the creator's permanent key. */
export type KeyEntry = { hash: string; live: Id } | { hash: string; permanent: Id }

/** How much of the lives the disk still takes. */
export type RecordingLevel = 'all' | 'audio' | 'none'

export interface OpenLive {
  live: Id
  grabar: boolean
  /** Undefined for a live that has not begun; otherwise where its journal ends. */
  resume: { tramo: number; secuencia: Record<Rendition, number> } | undefined
}

export interface IngestSetup {
  rtmpHost: string
  rtmpPort: number
  ffmpeg: string
  dataDir: string
  /** Added to the system's clock to get the wall time, ms. */
  wallOffsetMs: number
}

/** Calls from the main thread; each is answered. */
export interface IngestCalls {
  start(setup: IngestSetup): Promise<{ port: number }>
  /** Replaces the index of keys. */
  keys(entries: KeyEntry[]): Promise<void>
  /**
   * Takes a live. One that goes on is first put in order on disk: what was being written is closed as far as it is
   * whole, and the rows that the journal lacks are answered.
   */
  open(live: OpenLive): Promise<{ rows: SegmentoVivo[]; tracks: TrackSet | undefined }>
  /** Ends a live: its encoder is let go, its last segment closed, everything on disk and journalled. */
  finish(live: Id): Promise<void>
  record(level: RecordingLevel): Promise<void>
  wallOffset(ms: number): Promise<void>
  /** Closes every live in order, so that each goes on at the next start, then the server and the children. */
  stop(): Promise<void>
}

/** Calls from the ingest thread to the main one. */
export interface MainCalls {
  /** A permanent key is being published with: the live it opens now, or undefined where it must rest. */
  acquire(key: Id): Promise<Id | undefined>
}

/** What the ingest thread tells by itself. */
export type IngestEvent =
  | PackagingEvent
  /** The first fragment of a publish is out. */
  | { type: 'onAir'; live: Id }
  /** The encoder's socket closed, or it has been silent for 3 s. */
  | { type: 'away'; live: Id }
  | { type: 'signal'; live: Id; senal: Senal }
  | { type: 'log'; level: 'info' | 'warn' | 'error'; message: string; fields: Record<string, unknown> }
  | { type: 'childRestarted' }
