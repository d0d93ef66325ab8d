import { useEffect, useState } from 'preact/hooks'
import { Refusal } from '../api.ts'
import { useApp, useTexts, useTitle } from '../app-context.ts'
import { LabelLinks } from '../content/label-links.tsx'
import { PeopleIcon } from '../icons.tsx'
import { LiveBadge } from '../kit/live-badge.tsx'
import { Notice } from '../kit/notice.tsx'
import { when } from '../kit/spoken-time.ts'
import { usePoll } from '../kit/use-poll.ts'
import { NotFound } from '../not-found.tsx'
import { prepareEngine } from '../player/engine.ts'
import { Player } from '../player/player.tsx'
import { Over } from './over.tsx'
import { Share } from './share.tsx'

/** What is still in the buffer is let play out before the curtain falls. */
const PLAY_OUT_MS = 6_000

/** A live, from before it starts to its recording; whatever happens in between, the page stays. */
export const LivePage = ({ code }: { code: string }) => {
  const { api, language } = useApp()
  const texts = useTexts()
  const [ended, setEnded] = useState(false)
  const [playedOut, setPlayedOut] = useState(false)
  const {
    value: live,
    error,
    slow,
    again,
  } = usePoll(`live ${code}`, 3000, (signal) => api.call('GET /api/live/:id', { params: { id: code }, signal }))
  useEffect(prepareEngine, [])
  useTitle(live?.titulo)
  const over = live?.estado === 'finalizada'
  useEffect(() => {
    if (!over) return
    const timer = setTimeout(() => setPlayedOut(true), PLAY_OUT_MS)
    return () => clearTimeout(timer)
  }, [over])
  const down = ended || playedOut

  if (!live) {
    if (error instanceof Refusal && error.status === 404) return <NotFound words={error.message} />
    return (
      <div class="watch">
        <div class="screen-stand-in skeleton" />
        {error ? (
          <Notice kind="problem">
            <p>{error instanceof Refusal ? error.message : texts.unreachable}</p>
            <button type="button" class="button" onClick={again}>
              {texts.retry}
            </button>
          </Notice>
        ) : (
          <p role="status">{slow ? texts.slow : texts.loading}</p>
        )}
      </div>
    )
  }

  const away = live.estado === 'reconectando'
  return (
    <article class="watch">
      {live.estado === 'preparada' ? (
        <div class="screen screen-quiet">
          <h2>{texts.notStarted}</h2>
          <p>{texts.notStartedHint}</p>
        </div>
      ) : (
        <Player
          key={live.id}
          contentId={live.contenido_id}
          title={live.titulo}
          artist={live.creador.nombre}
          picture={live.url_hls}
          sound={live.url_audio}
          live
          autoplay
          excused={away || over}
          preview={false}
          line={away ? texts.reconnecting : undefined}
          over={over}
          onEnded={() => setEnded(true)}
          curtain={over && down ? <Over live={live} /> : undefined}
        />
      )}
      <header class="watch-head">
        <div class="row">
          <LiveBadge estado={live.estado} />
          {!over && (
            <span class="with-icon muted">
              <PeopleIcon /> {texts.listeners(live.espectadores)}
            </span>
          )}
        </div>
        <h1>{live.titulo}</h1>
        <p class="muted">
          {texts.by(live.creador.nombre)}
          {live.iniciada_en !== null && ` · ${texts.startedAt(when(live.iniciada_en, language.code.value))}`}
        </p>
        {away && <p class="calm-words">{texts.reconnectingHint}</p>}
        {live.descripcion && <p class="description">{live.descripcion}</p>}
        <LabelLinks category={live.categoria} labels={live.etiquetas} />
      </header>
      {!over && <Share path={live.url_evento} code={live.codigo} />}
    </article>
  )
}
