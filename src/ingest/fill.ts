import type { Slate } from '../packaging/filler.ts'
import type { TrackSet } from '../packaging/live-command.ts'
import { AAC_FRAME, AUDIO_TAG, aacConfig, SILENT_CONFIG, silentFrame, VIDEO_TAG } from './flv.ts'

/** A sound that is there but pauses longer than this is filled with silence. */
const PAUSE_MS = 1000
/** A hole in the sound that a player would stand still at. */
const HOLE_MS = 100

/**
 * Stands in for what an encoder does not send: silence under a picture without sound (or whose sound pauses), the
 * slate over a sound without picture. Paced by the packets of the other track, so it needs no clock.
 */
export const createFill = (deps: {
  tracks: TrackSet
  real: TrackSet
  /** The encoder's own sequence header, where it has sound. */
  audioConfig: Uint8Array | undefined
  slate: Slate
  write: (type: number, ms: number, payload: Uint8Array) => void
}) => {
  const config = aacConfig(deps.real.audio && deps.audioConfig ? deps.audioConfig : SILENT_CONFIG)
  const silence = deps.tracks.audio && config ? silentFrame(config.channels) : undefined
  const frameMs = config ? (AAC_FRAME * 1000) / config.rateHz : 0
  /** Until when there is sound, in ms from the origin. */
  let soundMs = 0
  /** Until when the sound is ours. */
  let silentMs = 0
  /** An encoder whose sound merely comes late in the stream gets none of ours: it would push its own out. */
  let late = false
  let picture = 0

  const silenceUntil = (ms: number, frame: Uint8Array) => {
    for (; soundMs + frameMs <= ms; soundMs += frameMs) {
      deps.write(AUDIO_TAG, soundMs, frame)
      silentMs = soundMs + frameMs
    }
  }

  return {
    /** Writes what is missing before a packet of `track` at `ms`. */
    before(track: 'video' | 'audio', ms: number) {
      if (track === 'video' && silence && !late) silenceUntil(deps.real.audio ? ms - PAUSE_MS : ms, silence)
      if (track === 'audio' && deps.tracks.video && !deps.real.video) {
        for (; picture * deps.slate.frameMs <= ms; picture++) {
          deps.write(
            VIDEO_TAG,
            picture * deps.slate.frameMs,
            deps.slate.frames[picture % deps.slate.frames.length] as Uint8Array,
          )
        }
      }
    },
    /** Takes a packet of the encoder's own sound, the hole before it closed. @returns false where its place is taken already */
    takes(ms: number): boolean {
      if (ms + 1 < silentMs) {
        late = true
        return false
      }
      if (silence && ms - soundMs > HOLE_MS) silenceUntil(ms, silence)
      soundMs = Math.max(soundMs, ms + frameMs)
      return true
    },
  }
}
