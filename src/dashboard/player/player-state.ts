import { type Signal, signal } from '@preact/signals'
import type { Trouble } from './engine.ts'

/** Where the choice of sound only is remembered. */
export const SOUND_KEY = 'nodo.solo-sonido'

export interface PlayerSource {
  /** Multivariant playlists: with pictures, and of sound alone. */
  picture: string | null
  sound: string | null
  live: boolean
  /** True where a standstill has a reason that is not the viewer's link: the encoder is away. */
  excused: boolean
  /** Starts by itself; otherwise nothing is loaded before the first tap. */
  autoplay: boolean
  /** Where to begin, in seconds. */
  startAt?: number
  /** Without sound, and without remembering anything: the studio's preview. */
  preview: boolean
}

export interface PlayerState {
  trouble: Signal<Trouble>
  behind: Signal<number | undefined>
  playing: Signal<boolean>
  muted: Signal<boolean>
  volume: Signal<number>
  /** The browser refused to start with sound, or at all: a tap is needed. */
  needsTap: Signal<'no' | 'hear' | 'start'>
  mode: Signal<'picture' | 'sound'>
  /** Sound only was our choice, because the link is slow. */
  fell: Signal<boolean>
  hasPicture: Signal<boolean>
  at: Signal<number>
  duration: Signal<number>
  ended: Signal<boolean>
  /** The language in which what is said is shown in words. */
  words: Signal<string | null>
}

/** How a player begins. */
export const freshState = (source: PlayerSource): PlayerState => ({
  trouble: signal('none'),
  behind: signal(undefined),
  playing: signal(false),
  muted: signal(source.preview),
  volume: signal(1),
  needsTap: signal(source.autoplay ? 'no' : 'start'),
  mode: signal(firstMode(source)),
  fell: signal(false),
  hasPicture: signal(true),
  at: signal(0),
  duration: signal(0),
  ended: signal(false),
  words: signal(null),
})

const firstMode = ({ picture, sound, preview }: PlayerSource): 'picture' | 'sound' =>
  picture === null || (!preview && sound !== null && localStorage.getItem(SOUND_KEY) === 'sí') ? 'sound' : 'picture'

/** Keeps the signals equal to the element. */
export const mirror = (media: HTMLVideoElement, state: PlayerState): (() => void) => {
  media.muted = state.muted.value
  const look = () => {
    state.playing.value = !media.paused && !media.ended
    state.muted.value = media.muted
    state.volume.value = media.volume
    state.at.value = media.currentTime
    state.duration.value = Number.isFinite(media.duration) ? media.duration : 0
    state.ended.value = media.ended
    if (media.readyState >= media.HAVE_METADATA) state.hasPicture.value = media.videoWidth > 0
    if (state.playing.value && !media.muted) state.needsTap.value = 'no'
  }
  const events = [
    'play',
    'pause',
    'playing',
    'ended',
    'volumechange',
    'timeupdate',
    'durationchange',
    'loadedmetadata',
    'resize',
    'seeked',
  ]
  for (const name of events) media.addEventListener(name, look)
  return () => {
    for (const name of events) media.removeEventListener(name, look)
  }
}

/** Starts the play; where the browser wants a tap before sound, without sound; where it wants one at all, it is asked for. */
export const begin = async (media: HTMLVideoElement, state: PlayerState): Promise<void> => {
  const refused = async (): Promise<boolean> =>
    media.play().then(
      () => false,
      (error: unknown) => error instanceof DOMException && error.name === 'NotAllowedError',
    )
  if (!(await refused())) return
  media.muted = true
  state.needsTap.value = (await refused()) ? 'start' : 'hear'
}
