import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Subtitulo } from '../../model/contenido.ts'
import { useApp, useTexts } from '../app-context.ts'
import { PlayIcon, SoundIcon } from '../icons.tsx'
import { Art } from '../kit/art.tsx'
import { languageName } from '../kit/language-name.ts'
import { Controls, toggleFullscreen } from './controls.tsx'
import { playerKey } from './keys.ts'
import type { PlayerSource, PlayerState } from './player-state.ts'
import { tellViews } from './tell-views.ts'
import { usePlayer } from './use-player.ts'

interface Props extends PlayerSource {
  title: string
  artist: string
  poster?: string | null
  /** The content that is played: the box is told how much of it. */
  contentId?: string
  /** What is said in it, to be read. */
  subtitles?: Subtitulo[]
  /** A calm line over the picture, such as why it stands still. */
  line?: string
  /** Length in seconds as the catalog knows it. */
  total?: number
  /** No more will come: what is in the buffer is the rest. */
  over?: boolean
  /** The last of it was played, or cannot be had. */
  onEnded?: () => void
  /** Covers the screen, and leaves nothing to control: the end of a live. */
  curtain?: ComponentChildren
}

export const Player = (props: Props) => {
  const { api, viewer, language } = useApp()
  const texts = useTexts()
  const frame = useRef<HTMLDivElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const { state, actions } = usePlayer(video, props)
  useEffect(() => {
    const { contentId, live, preview } = props
    if (preview || !contentId || !video.current) return
    return tellViews(video.current, { contentId, session: viewer, live }, (body) =>
      api.call('POST /api/analytics/views', { body, keepalive: true }),
    )
  }, [props.contentId])
  useLockScreen(props.title, props.artist, props.preview)
  const ended = state.ended.value || (props.over === true && state.trouble.value !== 'none')
  useEffect(() => {
    if (ended) props.onEnded?.()
  }, [ended])

  // The keys are the page's: whoever has just opened a live has the focus nowhere yet.
  useEffect(() => {
    if (props.preview) return
    const press = (event: KeyboardEvent) => {
      // Up and down move the page for whoever reads on below.
      const inside = event.target instanceof Node && frame.current?.contains(event.target)
      if (!inside && !props.live && /^(ArrowUp|ArrowDown)$/.test(event.key)) return
      if (playerKey(event, { state, actions, source: props }, () => toggleFullscreen(frame.current)))
        event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })

  const sound = state.mode.value === 'sound' || !state.hasPicture.value
  /** Nothing was loaded yet, and there is no picture to stand in for it. */
  const bare = state.needsTap.value === 'start' && !props.poster
  const unplayable = state.trouble.value === 'unplayable'
  return (
    <section
      ref={frame}
      class={props.preview ? 'player player-preview' : 'player'}
      aria-label={`${texts.player}: ${props.title}`}
    >
      <div class="screen">
        {/* biome-ignore lint/a11y/useMediaCaption: where there are captions they are its tracks */}
        <video
          ref={video}
          playsInline
          class={sound ? 'screen-video screen-hidden' : 'screen-video'}
          poster={props.poster ?? undefined}
          onClick={() => actions.toggle()}
        >
          {props.subtitles?.map(({ idioma, url }) => (
            <track
              key={url}
              kind="subtitles"
              srclang={idioma}
              label={languageName(idioma, language.code.value)}
              src={url}
            />
          ))}
        </video>
        {(sound || bare) && (
          <SoundBoard title={props.title} moving={state.playing.value && state.trouble.value === 'none'} />
        )}
        {!unplayable && state.needsTap.value === 'start' && (
          <button type="button" class="big-tap" onClick={() => actions.tap()}>
            <span class="knob">
              <PlayIcon />
            </span>
            <span class="big-tap-word">{texts.tapToPlay}</span>
          </button>
        )}
        {!unplayable && state.needsTap.value === 'hear' && !props.preview && (
          <button type="button" class="tap-hear" onClick={() => actions.setMuted(false)}>
            <SoundIcon /> {texts.tapToHear}
          </button>
        )}
        {!props.curtain && <Lines state={state} line={props.line} />}
        {props.curtain}
      </div>
      {!props.preview && !unplayable && !props.curtain && (
        <Controls
          state={state}
          actions={actions}
          source={props}
          total={props.total ?? 0}
          frame={frame}
          subtitles={props.subtitles}
        />
      )}
      {state.fell.value && (
        <div class="player-note" role="status">
          <span>{texts.fellToSound}</span>
          <button type="button" class="button button-small" onClick={() => actions.setMode('picture')}>
            {texts.withPicture}
          </button>
        </div>
      )}
      {!props.preview && <p class="visually-hidden">{texts.keysHelp}</p>}
    </section>
  )
}

/** One line at a time: why it stands still, the calmest explanation first. */
const Lines = ({ state, line }: { state: PlayerState; line?: string }) => {
  const texts = useTexts()
  const words = {
    none: undefined,
    buffering: texts.buffering,
    offline: texts.offline,
    unplayable: texts.cannotPlay,
  }[state.trouble.value]
  const shown = line ?? words
  return (
    <div class="screen-line-place" role="status">
      {shown && (
        <p class="screen-line">
          <span class="screen-line-dot" /> {shown}
        </p>
      )}
    </div>
  )
}

/** What there is to see where there is only sound. */
const SoundBoard = ({ title, moving }: { title: string; moving: boolean }) => (
  <div class={moving ? 'sound-board sound-moving' : 'sound-board'}>
    <Art of={title} mast />
  </div>
)

/** Title and name on the phone's lock screen. */
const useLockScreen = (title: string, artist: string, preview: boolean) => {
  useEffect(() => {
    if (preview || !('mediaSession' in navigator)) return
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist })
    return () => {
      navigator.mediaSession.metadata = null
    }
  }, [title, artist, preview])
}
