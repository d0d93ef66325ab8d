import { useState } from 'preact/hooks'
import type { TransmisionVista } from '../../model/transmision.ts'
import { Refusal } from '../api.ts'
import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { BackIcon } from '../icons.tsx'
import { Confirm } from '../kit/confirm.tsx'
import { Notice } from '../kit/notice.tsx'
import { Qr } from '../kit/qr.tsx'
import { usePoll } from '../kit/use-poll.ts'
import { NotFound } from '../not-found.tsx'
import { Player } from '../player/player.tsx'
import { Connect } from './connect.tsx'
import { SignalBoard } from './signal-board.tsx'
import { StateBoard } from './state-board.tsx'
import { StudioGate } from './studio-gate.tsx'

export const DeskPage = ({ id }: { id: string }) => {
  const texts = useTexts()
  return (
    <div class="studio">
      <a class="back-link" href="/estudio">
        <BackIcon /> {texts.backToStudio}
      </a>
      <StudioGate>
        <Desk id={id} />
      </StudioGate>
    </div>
  )
}

const Desk = ({ id }: { id: string }) => {
  const { api, freshKeys } = useApp()
  const texts = useTexts()
  const {
    value: live,
    error,
    again,
  } = usePoll(`desk ${id}`, 2000, (signal) => api.call('GET /api/live/:id', { params: { id }, signal }))
  useTitle(live ? `${live.titulo} · ${texts.desk}` : texts.desk)
  if (!live) {
    if (error instanceof Refusal && error.status === 404) return <NotFound words={error.message} />
    if (error) return <Notice kind="problem">{error instanceof Refusal ? error.message : texts.unreachable}</Notice>
    return <p role="status">{texts.loading}</p>
  }
  const over = live.estado === 'finalizada'
  const ingest = freshKeys.get(live.id)
  return (
    <>
      <h1 class="desk-title">{live.titulo}</h1>
      {error && <Notice kind="problem">{texts.unreachable}</Notice>}
      <StateBoard live={live}>
        {over ? (
          <a class="button button-main" href={`/c/${live.contenido_id}`}>
            {texts.watchRecording}
          </a>
        ) : (
          <End live={live} onEnded={again} />
        )}
      </StateBoard>
      {!over && (
        <div class="studio-columns">
          <div class="stack">
            {ingest || live.estado === 'preparada' ? (
              <Connect ingest={ingest} started={live.estado !== 'preparada'} />
            ) : null}
            <SignalBoard live={live} />
          </div>
          <div class="stack">
            {live.estado !== 'preparada' && <Preview live={live} />}
            <Audience live={live} />
          </div>
        </div>
      )}
    </>
  )
}

const Preview = ({ live }: { live: TransmisionVista }) => {
  const texts = useTexts()
  return (
    <section class="board" aria-labelledby="preview">
      <h2 id="preview">{texts.preview}</h2>
      <Player
        title={live.titulo}
        artist={live.creador.nombre}
        picture={live.url_hls}
        sound={live.url_audio}
        live
        autoplay
        excused
        preview
        line={live.estado === 'reconectando' ? texts.reconnecting : undefined}
      />
      <p class="hint">{texts.previewHint}</p>
    </section>
  )
}

const Audience = ({ live }: { live: TransmisionVista }) => {
  const texts = useTexts()
  const url = new URL(live.url_evento, location.origin).href
  return (
    <section class="board audience" aria-labelledby="audience">
      <h2 id="audience">{texts.qrAudience}</h2>
      <div class="qr-side">
        <Qr text={url} label={`${texts.qrAudience}: ${url}`} />
        <div>
          <p class="spoken-code spoken-code-big">{live.codigo}</p>
          <p>{texts.qrAudienceHint}</p>
          <p class="mono break">{url}</p>
          <a href={live.url_evento} target="_blank" rel="noopener">
            {texts.openPage}
          </a>
        </div>
      </div>
    </section>
  )
}

const End = ({ live, onEnded }: { live: TransmisionVista; onEnded: () => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  const end = async () => {
    setBusy(true)
    try {
      await api.call('POST /api/live/:id/end', { params: { id: live.id } })
      setFailure(undefined)
      onEnded()
    } catch (error) {
      setFailure(wordsOf(error, texts))
    } finally {
      setBusy(false)
      setAsking(false)
    }
  }
  return (
    <>
      <button type="button" class="button button-danger" onClick={() => setAsking(true)}>
        {texts.end}
      </button>
      {asking && (
        <Confirm
          question={texts.endAsk}
          yes={texts.endYes}
          no={texts.goOn}
          busy={busy}
          onYes={end}
          onNo={() => setAsking(false)}
        />
      )}
      {failure && <Notice kind="problem">{failure}</Notice>}
    </>
  )
}
