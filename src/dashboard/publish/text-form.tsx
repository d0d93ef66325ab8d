import { useRef } from 'preact/hooks'
import { problemsOf } from '../account/checks.ts'
import { useApp, useTexts } from '../app-context.ts'
import { TextArea } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { forgetLists } from '../kit/use-pages.ts'
import { randomToken } from '../random.ts'
import { AboutFields, aboutIn } from './about-fields.tsx'

/** The longest text that a box takes. */
export const BODY_MOST = 100_000

/** A text to be read. */
export const TextForm = () => {
  const { api, router } = useApp()
  const texts = useTexts()
  // The same key until it succeeds: a second tap after a lost answer publishes nothing twice.
  const attempt = useRef({ key: randomToken(), of: '' })
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ titulo = '', cuerpo = '' }) =>
      problemsOf({
        titulo: titulo.trim() === '' ? texts.needField : undefined,
        cuerpo: cuerpo.trim() === '' ? texts.needField : undefined,
      }),
    send: async (values) => {
      const form = { ...aboutIn(values), tipo: 'texto' as const, cuerpo: values.cuerpo ?? '' }
      const of = JSON.stringify(form)
      if (attempt.current.of !== of) attempt.current = { key: randomToken(), of }
      const made = await api.call('POST /api/content/upload', { form, idempotencyKey: attempt.current.key })
      forgetLists()
      router.go(`/c/${made.id}`)
    },
  })
  return (
    <form class="stack" noValidate onSubmit={onSubmit}>
      {failure && <Notice kind="problem">{failure}</Notice>}
      <TextArea
        label={texts.body}
        name="cuerpo"
        rows={10}
        maxLength={BODY_MOST}
        hint={texts.bodyHint}
        problem={problems.cuerpo}
      />
      <AboutFields problems={problems} />
      <button type="submit" class="button button-main button-wide" disabled={busy}>
        {busy ? texts.loading : texts.publishIt}
      </button>
    </form>
  )
}
