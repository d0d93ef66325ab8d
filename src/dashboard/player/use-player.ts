import { effect, signal, useSignalEffect } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { useApp } from '../app-context.ts'
import { createEngine, type Engine } from './engine.ts'
import { createLinkWatch } from './link-watch.ts'
import { begin, freshState, mirror, type PlayerSource, type PlayerState, SOUND_KEY } from './player-state.ts'
import { uncounted } from './viewer-token.ts'

export interface PlayerActions {
  toggle(): void
  setMuted(muted: boolean): void
  setVolume(volume: number): void
  /** What a tap on the big button does. */
  tap(): void
  setMode(mode: 'picture' | 'sound'): void
  /** Shows what is said in words of that language; null: not at all. */
  setWords(language: string | null): void
  toLive(): void
  seek(to: number): void
}

/** The player without its looks: media element, engine, and what a person may do with them. */
export const usePlayer = (
  element: RefObject<HTMLVideoElement | null>,
  source: PlayerSource,
): { state: PlayerState; actions: PlayerActions } => {
  const { viewer: counted } = useApp()
  const viewer = source.preview ? uncounted : counted
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
      const startAt = latest.current.live ? undefined : media.currentTime || latest.current.startAt
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
      if (excused || preview || !sound || state.mode.value === 'sound' || media?.paused) return
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
      setWords(language) {
        state.words.value = language
        for (const track of media()?.textTracks ?? []) track.mode = track.language === language ? 'showing' : 'disabled'
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
