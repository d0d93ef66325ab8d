import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Subtitulo } from '../../model/contenido.ts'
import { useApp, useTexts } from '../app-context.ts'
import { FullscreenIcon, MutedIcon, PauseIcon, PlayIcon, RadioIcon, ShrinkIcon, SoundIcon } from '../icons.tsx'
import { languageName } from '../kit/language-name.ts'
import type { PlayerSource, PlayerState } from './player-state.ts'
import { SeekBar } from './seek-bar.tsx'
import type { PlayerActions } from './use-player.ts'

/** Nearer than this counts as live: what the eye does not notice. */
const AT_LIVE_S = 3

interface Props {
  state: PlayerState
  actions: PlayerActions
  source: PlayerSource
  total: number
  frame: RefObject<HTMLDivElement | null>
  subtitles?: Subtitulo[]
}

export const Controls = (props: Props) => {
  const { state, actions, source } = props
  const texts = useTexts()
  const playing = state.playing.value
  return (
    <div class="controls">
      {!source.live && <SeekBar state={state} actions={actions} total={props.total} />}
      <div class="controls-row">
        <button
          type="button"
          class="knob"
          onClick={() => actions.toggle()}
          aria-label={playing ? texts.pause : texts.play}
        >
          {playing ? <PauseIcon /> : <PlayIcon />}
        </button>
        <button
          type="button"
          class="icon-button"
          onClick={() => actions.setMuted(!state.muted.value)}
          aria-label={state.muted.value ? texts.unmute : texts.mute}
        >
          {state.muted.value ? <MutedIcon /> : <SoundIcon />}
        </button>
        <input
          class="volume"
          type="range"
          min={0}
          max={100}
          value={state.muted.value ? 0 : Math.round(state.volume.value * 100)}
          aria-label={texts.volume}
          onInput={(event) => actions.setVolume(Number(event.currentTarget.value) / 100)}
        />
        {source.live && <Behind state={state} actions={actions} />}
        <span class="spring" />
        {props.subtitles && props.subtitles.length > 0 && (
          <Words state={state} actions={actions} subtitles={props.subtitles} />
        )}
        {source.sound !== null && source.picture !== null && <SoundOnly state={state} actions={actions} />}
        <Fullscreen frame={props.frame} state={state} />
      </div>
    </div>
  )
}

const Behind = ({ state, actions }: Pick<Props, 'state' | 'actions'>) => {
  const { language } = useApp()
  const texts = useTexts()
  const behind = state.behind.value
  if (behind === undefined) return null
  const usual = state.mode.value === 'sound' ? 16 : AT_LIVE_S
  const spoken = new Intl.NumberFormat(language.code.value, { maximumFractionDigits: behind < 10 ? 1 : 0 }).format(
    behind,
  )
  return (
    <>
      <span class={behind < usual ? 'behind behind-live' : 'behind'} title={texts.behindLong(spoken)}>
        {behind < usual && <span class="behind-dot" />}
        {texts.behind(spoken)}
      </span>
      {behind >= usual && (
        <button type="button" class="button button-small" onClick={() => actions.toLive()}>
          {texts.goLive}
        </button>
      )}
    </>
  )
}

const SoundOnly = ({ state, actions }: Pick<Props, 'state' | 'actions'>) => {
  const texts = useTexts()
  const on = state.mode.value === 'sound'
  return (
    <button
      type="button"
      class="icon-button with-word"
      aria-pressed={on}
      title={on ? texts.withPicture : texts.soundOnlyOn}
      onClick={() => actions.setMode(on ? 'picture' : 'sound')}
    >
      <RadioIcon />
      <span>{texts.soundOnly}</span>
    </button>
  )
}

const Words = ({ state, actions, subtitles }: Pick<Props, 'state' | 'actions'> & { subtitles: Subtitulo[] }) => {
  const { language } = useApp()
  const texts = useTexts()
  return (
    <select
      class="words"
      aria-label={texts.subtitles}
      value={state.words.value ?? ''}
      onChange={(event) => actions.setWords(event.currentTarget.value || null)}
    >
      <option value="">{texts.withoutSubtitles}</option>
      {subtitles.map(({ idioma }) => (
        <option key={idioma} value={idioma}>
          {languageName(idioma, language.code.value)}
        </option>
      ))}
    </select>
  )
}

const Fullscreen = ({ frame, state }: Pick<Props, 'frame' | 'state'>) => {
  const texts = useTexts()
  const [full, setFull] = useState(false)
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement === frame.current)
    document.addEventListener('fullscreenchange', look)
    return () => document.removeEventListener('fullscreenchange', look)
  }, [])
  if (state.mode.value === 'sound') return null
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={full ? texts.exitFullscreen : texts.fullscreen}
      onClick={() => toggleFullscreen(frame.current)}
    >
      {full ? <ShrinkIcon /> : <FullscreenIcon />}
    </button>
  )
}

/** iPhones can only fill the screen with the video itself. */
export const toggleFullscreen = (frame: HTMLElement | null): void => {
  if (document.fullscreenElement) void document.exitFullscreen()
  else if (frame?.requestFullscreen) void frame.requestFullscreen()
  else {
    const video: (HTMLVideoElement & { webkitEnterFullscreen?: () => void }) | null | undefined =
      frame?.querySelector('video')
    video?.webkitEnterFullscreen?.()
  }
}
