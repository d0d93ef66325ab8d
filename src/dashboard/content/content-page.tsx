import { useEffect, useState } from 'preact/hooks'
import type { ContenidoVista } from '../../model/contenido.ts'
import { Refusal } from '../api.ts'
import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { DownloadIcon } from '../icons.tsx'
import { languageName } from '../kit/language-name.ts'
import { Notice } from '../kit/notice.tsx'
import { when } from '../kit/spoken-time.ts'
import { usePoll } from '../kit/use-poll.ts'
import { NotFound } from '../not-found.tsx'
import { Player } from '../player/player.tsx'
import { Comments } from './comments.tsx'
import { CreatorRow } from './creator-row.tsx'
import { LabelLinks } from './label-links.tsx'
import { Like } from './like.tsx'
import { OwnerActs } from './owner-acts.tsx'
import { Report } from './report.tsx'

/** How often a content that is being prepared is asked for, and one that is not. */
const PREPARING_MS = 3_000
const SETTLED_MS = 120_000

/** One content: what it is, who made it, and what people say of it. */
export const ContentPage = ({ id }: { id: string }) => {
  const { api, session, language } = useApp()
  const texts = useTexts()
  const [preparing, setPreparing] = useState(false)
  // Who signs in sees what is theirs, and what they like.
  const who = session.user.value?.id ?? ''
  const {
    value: content,
    error,
    slow,
    again,
  } = usePoll(`content ${id} ${who} ${language.code.value}`, preparing ? PREPARING_MS : SETTLED_MS, (signal) =>
    api.call('GET /api/content/:id', { params: { id }, signal }),
  )
  const unfinished = content?.progreso != null || content?.estado === 'procesando'
  useEffect(() => setPreparing(unfinished), [unfinished])
  useTitle(content?.titulo)

  if (!content) {
    if (error instanceof Refusal && error.status === 404) return <NotFound words={error.message} />
    return (
      <div class="watch">
        <div class="screen-stand-in skeleton" />
        {error ? (
          <Notice kind="problem">
            <p>{wordsOf(error, texts)}</p>
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
  return (
    <div class="watch">
      <article>
        <Standing content={content} />
        {content.tipo !== 'texto' && <Media content={content} />}
        <Head content={content} />
        {content.cuerpo_html !== null && (
          // The box makes it of Markdown, without any HTML of the author's.
          <div class="prose" dangerouslySetInnerHTML={{ __html: content.cuerpo_html }} />
        )}
        {content.tipo === 'texto' && content.cuerpo_html === null && <p class="muted">{texts.onlyTold}</p>}
        <div class="row watch-acts">
          <Like content={content} />
          <Download content={content} />
          <Report content={content} />
        </div>
        <OwnerActs content={content} changed={again} />
      </article>
      <Comments content={content} />
    </div>
  )
}

/** Why others do not see it, or not all of it yet. */
const Standing = ({ content }: { content: ContenidoVista }) => {
  const texts = useTexts()
  if (content.estado === 'procesando') {
    return (
      <div class="preparing" role="status">
        <label>
          {texts.beingPrepared} <progress max={1} value={content.progreso ?? 0} />
        </label>
        <p class="hint">{texts.beingPreparedHint}</p>
      </div>
    )
  }
  if (content.estado === 'error') return <Notice kind="problem">{texts.couldNotPrepare}</Notice>
  if (content.estado === 'oculto') return <Notice kind="warning">{texts.isHidden}</Notice>
  if (content.estado === 'borrador') return <Notice kind="warning">{texts.isDraft}</Notice>
  return null
}

const Media = ({ content }: { content: ContenidoVista }) => {
  const { router } = useApp()
  const texts = useTexts()
  const playable = content.url_hls !== null || content.url_audio !== null
  if (!playable) {
    return (
      <div class="screen screen-quiet">
        <p>{content.estado === 'publicado' && content.progreso === null ? texts.onlyTold : texts.notPlayable}</p>
      </div>
    )
  }
  const startAt = Number(router.query('t'))
  return (
    <Player
      key={content.id}
      title={content.titulo}
      artist={content.creador.nombre}
      picture={content.url_hls}
      sound={content.url_audio}
      poster={content.miniatura}
      subtitles={content.subtitulos}
      contentId={content.id}
      total={(content.duracion_ms ?? 0) / 1000}
      startAt={startAt > 0 ? startAt : undefined}
      live={false}
      autoplay={false}
      excused={false}
      preview={false}
    />
  )
}

const Head = ({ content }: { content: ContenidoVista }) => {
  const { language } = useApp()
  const texts = useTexts()
  const told = [
    when(content.fecha_publicacion ?? content.creado_en, language.code.value),
    content.estadisticas && texts.seen(content.estadisticas.vistas),
    content.idioma && languageName(content.idioma, language.code.value),
    content.region,
    content.licencia,
  ].filter(Boolean)
  return (
    <header class="watch-head">
      <h1>{content.titulo}</h1>
      <p class="muted">{told.join(' · ')}</p>
      <CreatorRow of={content.creador} author={content.autor} />
      {content.descripcion && <p class="description">{content.descripcion}</p>}
      {content.colaboradores.length > 0 && (
        <p>
          {texts.withThem}{' '}
          {content.colaboradores.map(({ usuario, rol }, i) => (
            <span key={usuario.id}>
              {i > 0 && ', '}
              <a href={`/p/${usuario.id}`}>{usuario.nombre}</a> ({rol})
            </span>
          ))}
        </p>
      )}
      <LabelLinks category={content.categoria} labels={content.etiquetas} />
    </header>
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
  if (content.progreso === null || content.estado === 'procesando') return null
  return (
    <div class="preparing" role="status">
      <label>
        {texts.preparing} <progress max={1} value={content.progreso} />
      </label>
      <p class="hint">{texts.downloadNotReady}</p>
    </div>
  )
}
