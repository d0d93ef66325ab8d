import type { ContenidoVista } from '../../model/contenido.ts'
import { problemsOf } from '../account/checks.ts'
import { Refusal } from '../api.ts'
import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { BackIcon } from '../icons.tsx'
import { TextArea } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { forgetLists } from '../kit/use-pages.ts'
import { usePoll } from '../kit/use-poll.ts'
import { NotFound } from '../not-found.tsx'
import { StudioGate } from '../studio/studio-gate.tsx'
import { AboutFields, aboutIn } from './about-fields.tsx'
import { Cover } from './cover.tsx'
import { Subtitles } from './subtitles.tsx'
import { BODY_MOST } from './text-form.tsx'

/** It is asked for once: what somebody is writing is not to change under them. */
const ONCE_MS = 2 ** 31 - 1

/** To change what is said of a content, its picture and its subtitles. */
export const EditPage = ({ id }: { id: string }) => {
  const texts = useTexts()
  return (
    <div class="publish">
      <a class="back-link" href={`/c/${id}`}>
        <BackIcon /> {texts.backToContent}
      </a>
      <h1>{texts.edit}</h1>
      <StudioGate>
        <Edit id={id} />
      </StudioGate>
    </div>
  )
}

const Edit = ({ id }: { id: string }) => {
  const { api } = useApp()
  const texts = useTexts()
  const { value, error, again } = usePoll(`edit ${id}`, ONCE_MS, (signal) =>
    api.call('GET /api/content/:id', { params: { id }, signal }),
  )
  useTitle(value ? `${texts.edit}: ${value.titulo}` : texts.edit)
  if (!value) {
    if (error instanceof Refusal && error.status === 404) return <NotFound words={error.message} />
    if (!error) return <p role="status">{texts.loading}</p>
    return (
      <Notice kind="problem">
        <p>{wordsOf(error, texts)}</p>
        <button type="button" class="button" onClick={again}>
          {texts.retry}
        </button>
      </Notice>
    )
  }
  return (
    <>
      <section class="board">
        <EditForm content={value} />
      </section>
      {value.tipo !== 'texto' && <Subtitles content={value} changed={again} />}
      <Cover content={value} changed={again} />
    </>
  )
}

const EditForm = ({ content }: { content: ContenidoVista }) => {
  const { api, router } = useApp()
  const texts = useTexts()
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ titulo = '', cuerpo }) =>
      problemsOf({
        titulo: titulo.trim() === '' ? texts.needField : undefined,
        cuerpo: cuerpo?.trim() === '' ? texts.needField : undefined,
      }),
    send: async (values) => {
      const { titulo, descripcion = '', etiquetas, ...words } = aboutIn(values)
      const nulled = Object.fromEntries(Object.entries(words).map(([name, value]) => [name, value ?? null]))
      await api.call('PUT /api/content/:id', {
        params: { id: content.id },
        body: { titulo, descripcion, etiquetas, ...nulled, ...(values.cuerpo && { cuerpo: values.cuerpo }) },
        // Whoever else changed it meanwhile is not written over.
        ifMatch: content.version,
      })
      forgetLists()
      router.go(`/c/${content.id}`)
    },
  })
  return (
    <form class="stack" noValidate onSubmit={onSubmit}>
      {failure && <Notice kind="problem">{failure}</Notice>}
      {content.tipo === 'texto' && (
        <TextArea
          label={texts.body}
          name="cuerpo"
          rows={12}
          value={content.cuerpo ?? ''}
          maxLength={BODY_MOST}
          hint={texts.bodyHint}
          problem={problems.cuerpo}
        />
      )}
      <AboutFields of={content} problems={problems} />
      <button type="submit" class="button button-main button-wide" disabled={busy}>
        {busy ? texts.loading : texts.save}
      </button>
    </form>
  )
}
