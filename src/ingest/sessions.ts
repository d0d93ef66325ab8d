import { join } from 'node:path'
import type { Id } from '../model/primitives.ts'
import type { Children } from '../packaging/children.ts'
import { createFeed } from '../packaging/feed.ts'
import type { Filler } from '../packaging/filler.ts'
import { createLive, type Live, type Stretch } from '../packaging/live.ts'
import type { Rendition, TrackSet } from '../packaging/live-command.ts'
import { createRecorder } from '../packaging/recorder.ts'
import { recoverRecording } from '../packaging/recovery.ts'
import type { IngestEvent, OpenLive, RecordingLevel } from './protocol.ts'
import { createPublish, type EndReason, type Publish } from './publish.ts'
import { DEAD_MS, type Publisher, type Sink } from './rtmp.ts'
import { createSignal, type Signal } from './signal.ts'

/** An encoder that is silent for this long is away, though its socket is open. */
const SILENT_MS = 3000
const SIGNAL_EVERY_MS = 1000
const TICK_MS = 100

interface Current {
  publisher: Publisher
  publish: Publish
  signal: Signal
  lastMediaAt: number
  silent: boolean
}

interface Session {
  id: Id
  live: Live
  grabar: boolean
  tracks: TrackSet | undefined
  begun: boolean
  current: Current | undefined
  stopFiller: (() => void) | undefined
  /** Publishes that have ended, whose last pieces are still coming out. */
  closing: Set<Promise<void>>
}

export interface SessionsDeps {
  recordingsDir: string
  ffmpeg: string
  children: Children
  filler: () => Filler | undefined
  emit: (event: IngestEvent) => void
  wall: () => number
}

const fresh: Record<Rendition, number> = { main: 0, aac: 0, opus: 0 }

/** The lives that the ingest thread holds, each with its encoder or its filler. */
export const createSessions = (deps: SessionsDeps) => {
  const sessions = new Map<Id, Session>()
  let level: RecordingLevel = 'all'

  const recordingOf = (session: Session): RecordingLevel => (session.grabar ? level : 'none')

  /**
   * Hands on a publish's pieces; the first fragment of it takes the air from the filler. One that comes out only when
   * its encoder is away again takes nothing: nobody would give the air back.
   * @param here whether the encoder still is
   */
  const onAir = (session: Session, stretch: Stretch, here: () => boolean): Stretch => {
    let begun = false
    let missed = false
    return {
      piece(rendition, piece) {
        if (!begun && piece.kind === 'fragment') missed ||= !here()
        if (missed) return
        stretch.piece(rendition, piece)
        if (begun || piece.kind !== 'fragment' || rendition !== 'main') return
        begun = true
        session.begun = true
        session.stopFiller?.()
        session.stopFiller = undefined
        deps.emit({ type: 'onAir', live: session.id })
      },
      end: stretch.end,
    }
  }

  const fill = (session: Session) => {
    const filler = deps.filler()
    if (!filler || session.stopFiller || !session.tracks || !session.begun) return
    session.stopFiller = filler.play(session.live.stretch(true), session.tracks)
  }

  const away = (session: Session) => {
    deps.emit({ type: 'away', live: session.id })
    fill(session)
  }

  const close = (session: Session, { publish }: Current): Promise<void> => {
    const closed = publish.close().finally(() => session.closing.delete(closed))
    session.closing.add(closed)
    return closed
  }

  const leave = (session: Session, current: Current) => {
    if (session.current === current) {
      session.current = undefined
      deps.emit({
        type: 'signal',
        live: session.id,
        senal: current.signal.read(performance.now(), current.publish.gaps()),
      })
      away(session)
    }
    close(session, current)
  }

  const endPublish = (session: Session, current: Current, reason: EndReason) => {
    if (reason === 'fija_h264' || reason === 'fija_aac') current.signal.advise(reason)
    deps.emit({ type: 'log', level: 'warn', message: 'encoder dropped', fields: { live: session.id, reason } })
    current.publisher.refuse(
      reason === 'fija_h264'
        ? 'Set the video codec to H.264.'
        : reason === 'fija_aac'
          ? 'Set the audio codec to AAC.'
          : 'Please reconnect.',
    )
    leave(session, current)
  }

  const take = (session: Session, publisher: Publisher): Sink => {
    const earlier = session.current
    session.current = undefined
    if (earlier) {
      earlier.publisher.destroy()
      close(session, earlier)
    }
    const signal = createSignal()
    signal.connected(Math.round(deps.wall()))
    const publish = createPublish({
      tracks: () => session.tracks,
      fixTracks: (tracks) => {
        session.tracks = tracks
      },
      openFeed: (tracks, onLost) =>
        createFeed({
          children: deps.children,
          ffmpeg: deps.ffmpeg,
          tracks,
          stretch: onAir(session, session.live.stretch(false), () => session.current === current && !current.silent),
          onTracks: signal.tracks,
          onLost: (reason) => {
            deps.emit({
              type: 'log',
              level: 'error',
              message: 'ffmpeg of a live ended',
              fields: { live: session.id, reason },
            })
            deps.emit({ type: 'childRestarted' })
            onLost(reason)
          },
        }),
      slate: deps.filler()?.slate ?? { config: new Uint8Array(), frames: [], frameMs: 200 },
      signal,
      end: (reason) => endPublish(session, current, reason),
      now: () => performance.now(),
    })
    const current: Current = { publisher, publish, signal, lastMediaAt: performance.now(), silent: false }
    session.current = current
    return {
      metadata: publish.metadata,
      packet(type, timestamp, payload) {
        current.lastMediaAt = performance.now()
        current.silent = false
        publish.packet(type, timestamp, payload)
      },
      closed: () => leave(session, current),
    }
  }

  /** @param late how much this thread was held up: what came meanwhile is not read yet, so it is no silence of the encoder's */
  const watch = (session: Session, late: number) => {
    const { current } = session
    if (!current) return
    current.lastMediaAt += late
    const quiet = performance.now() - current.lastMediaAt
    current.publish.tick()
    if (quiet > DEAD_MS) current.publisher.destroy()
    else if (quiet > SILENT_MS && !current.silent) {
      current.silent = true
      current.publish.suspend()
      away(session)
    }
  }

  let lookedAt = performance.now()
  const ticking = setInterval(() => {
    const late = Math.max(0, performance.now() - lookedAt - TICK_MS)
    lookedAt += late + TICK_MS
    for (const session of sessions.values()) watch(session, late)
  }, TICK_MS)
  const telling = setInterval(() => {
    for (const { id, current } of sessions.values()) {
      if (current)
        deps.emit({ type: 'signal', live: id, senal: current.signal.read(performance.now(), current.publish.gaps()) })
    }
  }, SIGNAL_EVERY_MS)

  const finish = async (id: Id) => {
    const session = sessions.get(id)
    if (!session) return
    sessions.delete(id)
    const { current } = session
    session.current = undefined
    current?.publisher.destroy()
    if (current) close(session, current)
    await Promise.all(session.closing)
    session.stopFiller?.()
    await session.live.close()
  }

  return {
    async open({ live: id, grabar, resume }: OpenLive) {
      const folder = join(deps.recordingsDir, id)
      const found = await recoverRecording(folder, id, resume?.secuencia ?? fresh)
      const last = (rendition: Rendition) =>
        Math.max(
          resume?.secuencia[rendition] ?? -1,
          ...found.rows.filter((r) => r.rendicion === rendition).map((r) => r.secuencia),
        )
      const recorder = createRecorder(folder, {
        failed: (cause) => deps.emit({ type: 'recordingFailed', live: id, reason: String(cause) }),
        resumed: () => deps.emit({ type: 'recordingResumed', live: id }),
      })
      const begun = resume !== undefined && found.tracks !== undefined
      const next = (rendition: Rendition) => last(rendition) + (begun ? 3 : 1)
      const session: Session = {
        id,
        grabar,
        tracks: found.tracks,
        begun,
        current: undefined,
        stopFiller: undefined,
        closing: new Set(),
        live: createLive({
          id,
          recorder,
          wall: deps.wall,
          emit: (event) => {
            if (event.type === 'fragment' && event.fragment.irregular) session.current?.signal.irregular()
            deps.emit(event)
          },
          next: {
            // Numbers that an earlier run may have used without a trace on disk are left out: of a filler, its stretch,
            // a closed segment whose row was on its way to the journal, and the open one.
            tramo: Math.max(resume?.tramo ?? -1, found.lastTramo) + (begun ? 2 : 1),
            secuencia: { main: next('main'), aac: next('aac'), opus: next('opus') },
          },
        }),
      }
      session.live.record(recordingOf(session))
      sessions.set(id, session)
      fill(session)
      return { rows: found.rows, tracks: found.tracks }
    },
    finish,
    /** @returns what takes the media; undefined where the live is not held here */
    publish(id: Id, publisher: Publisher): Sink | undefined {
      const session = sessions.get(id)
      return session && take(session, publisher)
    },
    record(next: RecordingLevel) {
      level = next
      for (const session of sessions.values()) session.live.record(recordingOf(session))
    },
    /** The filler is ready: lives that wait for their encoder get it now. */
    fillAll() {
      for (const session of sessions.values()) if (!session.current) fill(session)
    },
    async stop() {
      clearInterval(ticking)
      clearInterval(telling)
      await Promise.all([...sessions.keys()].map(finish))
    },
  }
}
