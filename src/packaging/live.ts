import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo } from '../model/transmision.ts'
import type { Piece } from './fragment-reader.ts'
import type { Rendition } from './live-command.ts'
import type { PackagingEvent } from './live-events.ts'
import { createMeasure, type Measured } from './measure.ts'
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
  measure: ReturnType<typeof createMeasure>
  /** Decode time of its first fragment, in seconds. */
  begin: number | undefined
}

/** One live inside the ingest thread: puts the fragments of its stretches into segments, records and announces them. */
export const createLive = (deps: LiveDeps): Live => {
  let nextTramo = deps.next.tramo
  const nextSequence = { ...deps.next.secuencia }
  const open = new Map<Rendition, OpenSegment>()
  const lastTramo = new Map<Rendition, number>()
  const waiting: { held: (() => void)[]; ended: boolean; over(): void }[] = []
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
        measure: createMeasure(piece.tracks),
        begin: undefined,
      })
      if (!relleno) deps.recorder.init(rendition, tramo, piece.bytes.slice())
      deps.emit({ type: 'init', live: deps.id, rendition, tramo, bytes: piece.bytes, tracks: piece.tracks, relleno })
    }

    const place = (rendition: Rendition, state: RenditionState, measured: Measured | undefined) => {
      if (!measured || tramo === undefined) return
      const { from, seconds, independent, bytes } = measured
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
      if (segment.recorded) deps.recorder.append(rendition, segment, bytes.slice(), seconds)
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
          bytes,
        },
      })
      if (placed.closes) closeSegment(rendition)
    }

    return {
      take(rendition: Rendition, piece: Piece) {
        if (piece.kind === 'init') return init(rendition, piece)
        const state = renditions.get(rendition)
        // A fragment before its init is nobody's.
        if (state) place(rendition, state, state.measure.take(piece))
      },
      end() {
        for (const [rendition, state] of renditions) place(rendition, state, state.measure.rest())
      },
    }
  }

  const release = () => {
    for (let head = waiting[0]; head; head = waiting[0]) {
      for (const work of head.held.splice(0)) work()
      if (!head.ended) return
      waiting.shift()
      head.over()
      for (const rendition of [...open.keys()]) closeSegment(rendition)
    }
  }

  return {
    stretch(relleno) {
      const { take, end } = createStretch(relleno)
      const place = { held: [] as (() => void)[], ended: false, over: end }
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
