import { useRef, useState } from 'preact/hooks'
import type { ComentarioVista } from '../../model/comentario.ts'
import type { ContenidoVista } from '../../model/contenido.ts'
import { problemsOf, signInAddress } from '../account/checks.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Confirm } from '../kit/confirm.tsx'
import { Face } from '../kit/face.tsx'
import { TextArea } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { PagedList } from '../kit/paged-list.tsx'
import { when } from '../kit/spoken-time.ts'
import { usePages } from '../kit/use-pages.ts'
import { randomToken } from '../random.ts'

/** What people said of a content, and the place to say something. */
export const Comments = ({ content }: { content: ContenidoVista }) => {
  const { api, session } = useApp()
  const texts = useTexts()
  const user = session.user.value
  const params = { id: content.id }
  const pages = usePages<ComentarioVista>(`comments ${content.id} ${user?.id ?? ''}`, (cursor, signal) =>
    api.call('GET /api/content/:id/comments', { params, query: { cursor }, signal }),
  )
  const moderates = user != null && (user.id === content.creador_id || user.tipo_usuario === 'admin')
  const replace = (after: ComentarioVista) =>
    pages.change((all) => all.map((one) => (one.id === after.id ? after : one)))
  return (
    <section class="comments" aria-labelledby="comments">
      <h2 id="comments">{texts.comments}</h2>
      <Write
        content={content}
        wrote={(comment) => pages.change((all) => [comment, ...all.filter(({ id }) => id !== comment.id)])}
      />
      <PagedList
        pages={pages}
        standIn={<div class="skeleton comment-stand-in" />}
        empty={<p class="muted">{texts.noComments}</p>}
      >
        {(comments) => (
          <ul class="plain-list">
            {comments.map((comment) => (
              <Comment
                key={comment.id}
                of={comment}
                mine={comment.usuario_id === user?.id}
                moderates={moderates}
                changed={replace}
                removed={() => pages.change((all) => all.filter(({ id }) => id !== comment.id))}
              />
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  )
}

const Write = ({ content, wrote }: { content: ContenidoVista; wrote: (comment: ComentarioVista) => void }) => {
  const { api, session, router } = useApp()
  const texts = useTexts()
  // The same key until it succeeds: a second tap after a lost answer says nothing twice.
  const attempt = useRef({ key: randomToken(), of: '' })
  const [turn, setTurn] = useState(0)
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ texto = '' }) => problemsOf({ texto: texto.trim() === '' ? texts.needField : undefined }),
    send: async ({ texto = '' }) => {
      const of = texto.trim()
      if (attempt.current.of !== of) attempt.current = { key: randomToken(), of }
      const made = await api.call('POST /api/content/:id/comments', {
        params: { id: content.id },
        body: { texto: of },
        idempotencyKey: attempt.current.key,
      })
      attempt.current = { key: randomToken(), of: '' }
      wrote(made)
      setTurn(turn + 1)
    },
  })
  if (session.user.value === undefined) return null
  if (session.user.value === null) {
    return (
      <p>
        <a class="button" href={signInAddress(router.path.value)}>
          {texts.signInToComment}
        </a>
      </p>
    )
  }
  return (
    <form class="comment-form" noValidate onSubmit={onSubmit} key={turn}>
      {failure && <Notice kind="problem">{failure}</Notice>}
      <TextArea label={texts.yourComment} name="texto" maxLength={2000} problem={problems.texto} />
      <button type="submit" class="button button-main" disabled={busy}>
        {busy ? texts.loading : texts.sendComment}
      </button>
    </form>
  )
}

const Comment = (props: {
  of: ComentarioVista
  mine: boolean
  moderates: boolean
  changed: (after: ComentarioVista) => void
  removed: () => void
}) => {
  const { api, language } = useApp()
  const texts = useTexts()
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  const { id, contenido_id, autor, texto, fecha, estado } = props.of
  const params = { id: contenido_id, comentarioId: id }
  const hidden = estado === 'oculto'
  const act = async (what: () => Promise<void>) => {
    setFailure(undefined)
    setAsking(false)
    await what().catch((error: unknown) => setFailure(wordsOf(error, texts)))
  }
  const remove = () =>
    act(async () => {
      await api.call('DELETE /api/content/:id/comments/:comentarioId', { params })
      props.removed()
    })
  const turn = () =>
    act(async () => {
      const body = { estado: hidden ? ('visible' as const) : ('oculto' as const) }
      props.changed(await api.call('PUT /api/content/:id/comments/:comentarioId', { params, body }))
    })
  return (
    <li class={hidden ? 'comment comment-hidden' : 'comment'}>
      <Face of={autor} />
      <div class="comment-words">
        <p class="comment-head">
          <a href={`/p/${autor.id}`}>{autor.nombre}</a> <span class="muted">{when(fecha, language.code.value)}</span>
          {hidden && <span class="badge">{texts.hiddenComment}</span>}
        </p>
        <p class="comment-text">{texto}</p>
        {(props.mine || props.moderates) && (
          <p class="comment-acts">
            {props.moderates && (
              <button type="button" class="link-button" onClick={turn}>
                {hidden ? texts.showComment : texts.hideComment}
              </button>
            )}
            {props.mine && (
              <button type="button" class="link-button" onClick={() => setAsking(true)}>
                {texts.delete}
              </button>
            )}
          </p>
        )}
        {failure && <Notice kind="problem">{failure}</Notice>}
        {asking && (
          <Confirm question={texts.deleteCommentAsk} yes={texts.delete} onYes={remove} onNo={() => setAsking(false)} />
        )}
      </div>
    </li>
  )
}
