import { useEffect, useState } from 'preact/hooks'
import type { ContenidoVista } from '../../model/contenido.ts'
import { Refusal } from '../api.ts'
import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { DownloadIcon } from '../icons.tsx'
import { Confirm } from '../kit/confirm.tsx'
import { Notice } from '../kit/notice.tsx'
import { when } from '../kit/spoken-time.ts'
import { usePoll } from '../kit/use-poll.ts'
import { NotFound } from '../not-found.tsx'
import { Player } from '../player/player.tsx'
import { Labels } from './live-page.tsx'

export const RecordingPage = ({ id }: { id: string }) => {
  const { api, language } = useApp()
  const texts = useTexts()
  const [preparing, setPreparing] = useState(false)
  const {
    value: content,
    error,
    slow,
    again,
  } = usePoll(`content ${id}`, preparing ? 5_000 : 120_000, (signal) =>
    api.call('GET /api/content/:id', { params: { id }, signal }),
  )
  const unfinished = content?.progreso != null
  useEffect(() => setPreparing(unfinished), [unfinished])
  useTitle(content?.titulo)

  if (!content) {
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

  const playable = content.url_hls !== null || content.url_audio !== null
  return (
    <article class="watch">
      {playable ? (
        <Player
          key={content.id}
          title={content.titulo}
          artist={content.creador.nombre}
          picture={content.url_hls}
          sound={content.url_audio}
          poster={content.miniatura}
          total={(content.duracion_ms ?? 0) / 1000}
          live={false}
          autoplay={false}
          excused={false}
          preview={false}
        />
      ) : (
        <div class="screen screen-quiet">
          <p>{texts.notPlayable}</p>
        </div>
      )}
      <header class="watch-head">
        <h1>{content.titulo}</h1>
        <p class="muted">
          {texts.by(content.creador.nombre)} ·{' '}
          {texts.recordedOn(when(content.fecha_publicacion ?? content.creado_en, language.code.value))}
        </p>
        {content.descripcion && <p class="description">{content.descripcion}</p>}
        <Labels of={content.etiquetas} />
      </header>
      <div class="row watch-acts">
        <Download content={content} />
        <Delete content={content} />
      </div>
    </article>
  )
}

const Download = ({ content }: { content: ContenidoVista }) => {
  const texts = useTexts()
  if (content.url_descarga) {
    return (
      <a class="button" href={content.url_descarga} download>
        <DownloadIcon /> {texts.download}
      </a>
    )
  }
  if (content.progreso === null) return null
  return (
    <div class="preparing" role="status">
      <label>
        {texts.preparing} <progress max={1} value={content.progreso} />
      </label>
      <p class="hint">{texts.downloadNotReady}</p>
    </div>
  )
}

/** For its owner and admins. */
const Delete = ({ content }: { content: ContenidoVista }) => {
  const { api, session, router } = useApp()
  const texts = useTexts()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  const user = session.user.value
  if (!user || (user.id !== content.creador_id && user.tipo_usuario !== 'admin')) return null
  const remove = async () => {
    setBusy(true)
    try {
      await api.call('DELETE /api/content/:id', { params: { id: content.id } })
      router.go('/', true)
    } catch (error) {
      setAsking(false)
      setFailure(wordsOf(error, texts))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button type="button" class="button button-quiet" onClick={() => setAsking(true)}>
        {texts.delete}
      </button>
      {asking && (
        <Confirm
          question={texts.deleteAsk}
          yes={texts.deleteYes}
          busy={busy}
          onYes={remove}
          onNo={() => setAsking(false)}
        />
      )}
      {failure && <Notice kind="problem">{failure}</Notice>}
    </>
  )
}
