import type { Feed } from '../packaging/feed.ts'
import type { Slate } from '../packaging/filler.ts'
import type { TrackSet } from '../packaging/live-command.ts'
import { createFill } from './fill.ts'
import { AUDIO_TAG, flvHeader, flvTag, hasIdr, packetKind, SILENT_CONFIG, VIDEO_TAG } from './flv.ts'
import type { Signal } from './signal.ts'
import { createTimeline } from './timeline.ts'

/** How long announced tracks are waited for, from the first media. */
const GATHER_MS = 700
/** The child after one that was lost, or that a silence ended, needs a key frame; an encoder that sends none for this long is asked to begin again. */
const KEY_FRAME_PATIENCE_MS = 10_000
const MOST_CHILDREN_A_MINUTE = 5
/** Starting a child holds the thread up, and so every other live: an encoder that changes its parameters all the time waits. */
const CHILD_APART_MS = 1000
const MOST_GATHERED_BYTES = 16 * 1024 * 1024

type TrackName = 'video' | 'audio'
interface Media {
  track: TrackName
  key: boolean
  ms: number
  payload: Uint8Array
}

/** Why a publish is ended from our side; the studio has words for it. */
export type EndReason = 'fija_h264' | 'fija_aac' | 'sin_cuadro_clave' | 'ffmpeg'

export interface PublishDeps {
  /** The live's track set, once it is fixed. */
  tracks(): TrackSet | undefined
  fixTracks(tracks: TrackSet): void
  openFeed(tracks: TrackSet, onLost: (reason: string) => void): Feed
  slate: Slate
  signal: Signal
  end(reason: EndReason): void
  now(): number
}

export interface Publish {
  metadata(fields: Record<string, unknown>): void
  /** @param timestamp RTMP's, ms modulo 2^32 @param payload is copied where it is kept */
  packet(type: number, timestamp: number, payload: Uint8Array): void
  /** To be called a few times a second. */
  tick(): void
  /** Nothing comes for now: what is inside comes out, and the next key frame begins anew. */
  suspend(): void
  gaps(): number
  /** No more packets; resolves when all that came is out. */
  close(): Promise<void>
}

/**
 * One encoder's connection, from its packets to the FLV that an ffmpeg child reads: fixes the track set, puts the
 * timestamps on one line that grows, stands in for a track that is missing, and begins a new child where the
 * parameters change.
 */
export const createPublish = (deps: PublishDeps): Publish => {
  const timeline = createTimeline()
  const announced = { video: false, audio: false }
  const configs: Record<TrackName, Uint8Array | undefined> = { video: undefined, audio: undefined }
  /** Tracks whose configuration is not yet the running child's. */
  const changed = new Set<TrackName>()
  const finishing = new Set<Promise<void>>()
  let gathered: Media[] | undefined = []
  let gatheredBytes = 0
  let firstMediaAt: number | undefined
  let set: TrackSet | undefined
  let real = { video: false, audio: false }
  let feed: Feed | undefined
  let fill: ReturnType<typeof createFill> | undefined
  let origin: number | undefined
  /** Since when media come that no child can begin with. */
  let stuckAt: number | undefined
  let losses: number[] = []
  let begunAt = Number.NEGATIVE_INFINITY
  let closed = false

  const retire = () => {
    if (!feed) return
    const done = feed.finish().finally(() => finishing.delete(done))
    finishing.add(done)
    feed = undefined
  }

  const begin = (tracks: TrackSet) => {
    retire()
    changed.clear()
    begunAt = deps.now()
    stuckAt = undefined
    origin = undefined
    real = { video: tracks.video && configs.video !== undefined, audio: tracks.audio && configs.audio !== undefined }
    const write = (type: number, ms: number, payload: Uint8Array) => feed?.write(flvTag(type, Math.round(ms), payload))
    fill = createFill({ tracks, real, audioConfig: configs.audio, slate: deps.slate, write })
    if (tracks.audio && !real.audio) deps.signal.advise('sin_audio')
    else deps.signal.withdraw('sin_audio')
    if (tracks.video && !real.video) deps.signal.advise('sin_video')
    else deps.signal.withdraw('sin_video')
    const opened = deps.openFeed(tracks, () => {
      if (feed !== opened) return
      feed = undefined
      const now = deps.now()
      losses = [...losses.filter((at) => now - at < 60_000), now]
      if (losses.length > MOST_CHILDREN_A_MINUTE) deps.end('ffmpeg')
    })
    feed = opened
    feed.write(flvHeader(tracks))
    if (tracks.video) write(VIDEO_TAG, 0, configs.video ?? deps.slate.config)
    if (tracks.audio) write(AUDIO_TAG, 0, configs.audio ?? SILENT_CONFIG)
  }

  const media = ({ track, key, ms, payload }: Media) => {
    if (!set) return
    const canBegin = real.video || changed.has('video') ? track === 'video' && key : true
    const due = (changed.size > 0 || !feed) && deps.now() - begunAt >= CHILD_APART_MS
    if (due && (configs.video && set.video ? track === 'video' && key : true)) begin(set)
    // An encoder that has begun already may never send another key frame.
    if (!feed && fill) stuckAt ??= deps.now()
    if (!feed || !fill) return
    if (origin === undefined) {
      if (!canBegin) return
      origin = ms
    }
    const at = ms - origin
    if (at < 0) return
    fill.before(track, at)
    if (!set[track] || !real[track] || changed.has(track)) return
    if (track === 'audio' && !fill.takes(at)) return
    feed.write(flvTag(track === 'video' ? VIDEO_TAG : AUDIO_TAG, at, payload))
  }

  const decide = () => {
    if (closed || set || firstMediaAt === undefined || gathered === undefined) return
    // Media that nothing describes: the wait for the other track begins when the first is known.
    if (!announced.video && !announced.audio && !configs.video && !configs.audio) {
      firstMediaAt = undefined
      return
    }
    const fixed = deps.tracks()
    const expected = fixed ?? announced
    const complete =
      (expected.video || expected.audio) &&
      (!expected.video || configs.video !== undefined) &&
      (!expected.audio || configs.audio !== undefined)
    const late = deps.now() - firstMediaAt >= GATHER_MS
    if (!complete && !late) return
    const tracks = fixed ?? {
      video: announced.video || configs.video !== undefined,
      audio: announced.audio || configs.audio !== undefined,
    }
    set = tracks
    if (!fixed) deps.fixTracks(tracks)
    if ((configs.video && !tracks.video) || (configs.audio && !tracks.audio)) deps.signal.advise('pista_ignorada')
    begin(tracks)
    const kept = gathered
    gathered = undefined
    for (const one of kept) media(one)
  }

  const config = (track: TrackName, payload: Uint8Array) => {
    const before = configs[track]
    if (before && Buffer.compare(before, payload) === 0) return
    configs[track] = payload.slice()
    if (!set) return
    if (set[track]) changed.add(track)
    else deps.signal.advise('pista_ignorada')
  }

  return {
    metadata(fields) {
      deps.signal.encoder(fields.encoder)
      if (fields.videocodecid !== undefined || Number(fields.width) > 0) announced.video = true
      if (fields.audiocodecid !== undefined) announced.audio = true
    },
    packet(type, timestamp, payload) {
      if (closed) return
      const kind = packetKind(type, payload)
      if ('ignored' in kind) return
      if ('refused' in kind) return deps.end(kind.refused)
      if (kind.config) return config(kind.track, payload)
      const now = deps.now()
      const { ms } = timeline.place(kind.track, timestamp, now)
      const whole = kind.key && configs.video !== undefined && hasIdr(payload, configs.video)
      deps.signal.packet(kind.track === 'video', whole, payload.length, now, ms)
      firstMediaAt ??= now
      if (gathered) {
        gatheredBytes += payload.length
        if (gatheredBytes <= MOST_GATHERED_BYTES)
          gathered.push({ track: kind.track, key: kind.key, ms, payload: payload.slice() })
        decide()
      } else media({ track: kind.track, key: kind.key, ms, payload })
    },
    tick() {
      decide()
      if (stuckAt !== undefined && deps.now() - stuckAt > KEY_FRAME_PATIENCE_MS) deps.end('sin_cuadro_clave')
    },
    suspend: retire,
    gaps: timeline.gaps,
    async close() {
      closed = true
      retire()
      await Promise.all(finishing)
    },
  }
}
