import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo } from '../model/transmision.ts'
import type { Piece } from './fragment-reader.ts'
import type { Track } from './init.ts'
import type { Rendition } from './live-command.ts'
import type { PackagingEvent } from './live-events.ts'
import type { KeptSegment, Recorder } from './recorder.ts'
import { createPlainSegmenter, createSegmenter, type Segmenter } from './segmenter.ts'

/** A run of media under one set of inits: a publish, the filler, or a publish after its parameters changed. */
export interface Stretch {
  piece(rendition: Rendition, piece: Piece): void
  /** No more will come of it. */
  end(): void
}

export interface Live {
  /** Opens a stretch behind those that are open; its pieces are held until they have ended. */
  stretch(relleno: boolean): Stretch
  /** What of it is recorded from now on: everything, sound alone, nothing. */
  record(what: 'all' | 'audio' | 'none'): void
  /** Closes the open segments. Resolves when all is on disk and journalled. */
  close(): Promise<void>
}

export interface LiveDeps {
  id: Id
  /** The next sequence of each rendition and the next stretch: a live goes on where its journal ends. */
  next: { tramo: number; secuencia: Record<Rendition, number> }
  recorder: Recorder
  emit: (event: PackagingEvent) => void
  /** The wall clock, UTC ms. */
  wall: () => number
}

interface OpenSegment {
  secuencia: number
  tramo: number
  seconds: number
  discontinuidad: boolean
  recorded: boolean
}

interface RenditionState {
  segmenter: Segmenter
  /** The stretch that its init belongs to; fragments before an init are none. */
  tracks: Track[]
  /** Decode time of its first fragment, in seconds. */
  begin: number | undefined
}

/** One live inside the ingest thread: puts the fragments of its stretches into segments, records and announces them. */
export const createLive = (deps: LiveDeps): Live => {
  let nextTramo = deps.next.tramo
  const nextSequence = { ...deps.next.secuencia }
  const open = new Map<Rendition, OpenSegment>()
  const lastTramo = new Map<Rendition, number>()
  const waiting: { held: (() => void)[]; ended: boolean }[] = []
  /** Resolves when every segment closed so far is journalled. */
  let journalled: Promise<void> = Promise.resolve()
  let recording: 'all' | 'audio' | 'none' = 'none'

  const closeSegment = (rendition: Rendition) => {
    const segment = open.get(rendition)
    if (!segment) return
    open.delete(rendition)
    const kept = segment.recorded ? deps.recorder.close(rendition, segment) : Promise.resolve(undefined)
    // In order, though what is not recorded waits for no disk: what the journal has says that all before it is there.
    const before = journalled
    journalled = Promise.all([kept, before]).then(([found]) => journal(rendition, segment, found))
  }
  const journal = (rendition: Rendition, segment: OpenSegment, kept: KeptSegment | undefined) => {
    const row: SegmentoVivo = {
      transmision_id: deps.id,
      rendicion: rendition,
      tramo: segment.tramo,
      secuencia: segment.secuencia,
      duracion_ms: Math.round((kept?.seconds ?? segment.seconds) * 1000),
      tamano_bytes: kept?.tamano_bytes ?? 0,
      archivo: kept?.archivo ?? '',
      discontinuidad: segment.discontinuidad || (kept?.gapBefore ?? false),
      relleno: kept === undefined,
    }
    deps.emit({ type: 'journal', live: deps.id, rows: [row] })
  }

  const createStretch = (relleno: boolean) => {
    let tramo: number | undefined
    let anchor: number | undefined
    const renditions = new Map<Rendition, RenditionState>()

    const init = (rendition: Rendition, piece: Extract<Piece, { kind: 'init' }>) => {
      tramo ??= nextTramo++
      renditions.set(rendition, {
        segmenter: rendition === 'main' ? createSegmenter() : createPlainSegmenter(),
        tracks: piece.tracks,
        begin: undefined,
      })
      if (!relleno) deps.recorder.init(rendition, tramo, piece.bytes.slice())
      deps.emit({ type: 'init', live: deps.id, rendition, tramo, bytes: piece.bytes, tracks: piece.tracks, relleno })
    }

    const fragment = (rendition: Rendition, piece: Extract<Piece, { kind: 'fragment' }>) => {
      const state = renditions.get(rendition)
      if (!state || tramo === undefined) return
      const { from, seconds, independent } = measure(piece, state.tracks)
      if (seconds <= 0) return
      anchor ??= deps.wall() - seconds * 1000
      state.begin ??= from
      const placed = state.segmenter.place(seconds, independent)
      if (placed.opens) {
        closeSegment(rendition)
        const recorded = !relleno && (recording === 'all' || (recording === 'audio' && rendition !== 'main'))
        open.set(rendition, {
          secuencia: nextSequence[rendition]++,
          tramo,
          seconds: 0,
          discontinuidad: lastTramo.has(rendition) && lastTramo.get(rendition) !== tramo,
          recorded,
        })
        lastTramo.set(rendition, tramo)
      }
      const segment = open.get(rendition) as OpenSegment
      segment.seconds += seconds
      // The recorder gets a copy: the bytes themselves are given away to another thread.
      if (segment.recorded) deps.recorder.append(rendition, segment, piece.bytes.slice(), seconds)
      deps.emit({
        type: 'fragment',
        live: deps.id,
        fragment: {
          rendition,
          tramo,
          secuencia: segment.secuencia,
          opens: placed.opens,
          closes: placed.closes,
          seconds,
          independent,
          irregular: placed.irregular,
          at: Math.round(anchor + (from - state.begin) * 1000),
          relleno,
          bytes: piece.bytes,
        },
      })
      if (placed.closes) closeSegment(rendition)
    }

    return (rendition: Rendition, piece: Piece) =>
      piece.kind === 'init' ? init(rendition, piece) : fragment(rendition, piece)
  }

  const release = () => {
    for (let head = waiting[0]; head; head = waiting[0]) {
      for (const work of head.held.splice(0)) work()
      if (!head.ended) return
      waiting.shift()
      for (const rendition of [...open.keys()]) closeSegment(rendition)
    }
  }

  return {
    stretch(relleno) {
      const take = createStretch(relleno)
      const place = { held: [] as (() => void)[], ended: false }
      waiting.push(place)
      return {
        piece(rendition, piece) {
          if (waiting[0] === place) take(rendition, piece)
          else place.held.push(() => take(rendition, piece))
        },
        end() {
          place.ended = true
          release()
        },
      }
    },
    record(what) {
      recording = what
    },
    async close() {
      for (const place of waiting) place.ended = true
      release()
      await journalled
      await deps.recorder.drained()
    },
  }
}

/** A fragment's length by its picture, or by its sound where it has none, and whether a player can begin at it. */
const measure = (piece: Extract<Piece, { kind: 'fragment' }>, tracks: readonly Track[]) => {
  const of = (kind: Track['kind']) => {
    const track = tracks.find((t) => t.kind === kind)
    const part = track && piece.tracks.find((p) => p.id === track.id)
    return track && part && part.samples > 0
      ? {
          from: part.baseDecodeTime / track.timescale,
          seconds: part.duration / track.timescale,
          independent: part.startsWithSync,
        }
      : undefined
  }
  const hasVideo = tracks.some((t) => t.kind === 'video')
  const audio = of('audio') ?? { from: 0, seconds: 0, independent: false }
  return of('video') ?? { ...audio, independent: !hasVideo }
}
