import { effect, type Signal, signal, useSignalEffect } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { useApp } from '../app-context.ts'
import { createEngine, type Engine, type Trouble } from './engine.ts'
import { createLinkWatch } from './link-watch.ts'

const SOUND_KEY = 'nodo.solo-sonido'

export interface PlayerSource {
  /** Multivariant playlists: with pictures, and of sound alone. */
  picture: string | null
  sound: string | null
  live: boolean
  /** True where a standstill has a reason that is not the viewer's link: the encoder is away. */
  excused: boolean
  /** Starts by itself; otherwise nothing is loaded before the first tap. */
  autoplay: boolean
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
}

export interface PlayerActions {
  toggle(): void
  setMuted(muted: boolean): void
  setVolume(volume: number): void
  /** What a tap on the big button does. */
  tap(): void
  setMode(mode: 'picture' | 'sound'): void
  toLive(): void
  seek(to: number): void
}

const freshState = (source: PlayerSource): PlayerState => ({
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
})

const firstMode = ({ picture, sound, preview }: PlayerSource): 'picture' | 'sound' =>
  picture === null || (!preview && sound !== null && localStorage.getItem(SOUND_KEY) === 'sí') ? 'sound' : 'picture'

/** The player without its looks: media element, engine, and what a person may do with them. */
export const usePlayer = (
  element: RefObject<HTMLVideoElement | null>,
  source: PlayerSource,
): { state: PlayerState; actions: PlayerActions } => {
  const { viewer } = useApp()
  const latest = useRef(source)
  latest.current = source
  const state = useMemo(() => freshState(source), [source.picture, source.sound])
  const engine = useMemo(() => signal<Engine | undefined>(undefined), [state])
  const started = useMemo(() => signal(source.autoplay), [state])
  const link = useMemo(createLinkWatch, [state])

  useSignalEffect(() => {
    const running = engine.value
    if (!running) return
    state.trouble.value = running.trouble.value
    state.behind.value = running.behind.value
  })

  useEffect(() => {
    const media = element.current
    if (!media) return
    return mirror(media, state)
  }, [state])

  // Loads, and loads anew when the mode changes: a recording goes on where it was.
  useEffect(() => {
    const media = element.current
    if (!media) return
    let gone = false
    let running: Engine | undefined
    let waiting: Promise<Engine | undefined> | undefined
    async function load(mode: 'picture' | 'sound') {
      if (!media || gone) return
      const startAt = latest.current.live ? undefined : media.currentTime || undefined
      waiting ??= createEngine({ media, viewer, onStall, onCrawl: fall })
      running ??= await waiting
      if (gone) return running?.destroy()
      engine.value = running
      const { picture, sound, live } = latest.current
      const url = mode === 'sound' ? (sound ?? picture) : (picture ?? sound)
      if (!running || !url) {
        state.trouble.value = 'unplayable'
        return
      }
      running.load({ url, kind: mode, live, startAt })
      await begin(media, state)
    }
    function onStall(lastedMs: number) {
      if (!latest.current.excused && link.stalled(performance.now(), lastedMs)) fall()
    }
    /** To sound only, of our own accord: it is said, not remembered, and the viewer may go back. */
    function fall() {
      const { excused, sound, preview } = latest.current
      if (excused || preview || !sound || state.mode.value === 'sound') return
      link.forget()
      state.fell.value = true
      state.mode.value = 'sound'
    }
    const forget = effect(() => {
      const mode = state.mode.value
      if (started.value) void load(mode)
    })
    return () => {
      gone = true
      forget()
      running?.destroy()
      engine.value = undefined
    }
  }, [state])

  const actions = useMemo((): PlayerActions => {
    const media = () => element.current
    return {
      toggle() {
        if (!started.value || state.needsTap.value === 'start') return this.tap()
        const el = media()
        if (!el) return
        if (el.paused) void begin(el, state)
        else el.pause()
      },
      setMuted(muted) {
        const el = media()
        if (el) el.muted = muted
        if (!muted) state.needsTap.value = 'no'
      },
      setVolume(volume) {
        const el = media()
        if (!el) return
        el.volume = Math.min(1, Math.max(0, volume))
        el.muted = el.volume === 0
      },
      tap() {
        const el = media()
        if (!el) return
        if (!latest.current.preview) el.muted = false
        state.needsTap.value = 'no'
        if (started.value) void begin(el, state)
        else started.value = true
      },
      setMode(mode) {
        link.forget()
        state.fell.value = false
        state.mode.value = mode
        if (!latest.current.preview) localStorage.setItem(SOUND_KEY, mode === 'sound' ? 'sí' : 'no')
      },
      toLive() {
        engine.value?.toLive()
      },
      seek(to) {
        const el = media()
        if (el) el.currentTime = Math.max(0, Math.min(to, state.duration.value || to))
      },
    }
  }, [state])
  return { state, actions }
}

/** Keeps the signals equal to the element. */
const mirror = (media: HTMLVideoElement, state: PlayerState): (() => void) => {
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
const begin = async (media: HTMLVideoElement, state: PlayerState): Promise<void> => {
  const refused = async (): Promise<boolean> =>
    media.play().then(
      () => false,
      (error: unknown) => error instanceof DOMException && error.name === 'NotAllowedError',
    )
  if (!(await refused())) return
  media.muted = true
  state.needsTap.value = (await refused()) ? 'start' : 'hear'
}
