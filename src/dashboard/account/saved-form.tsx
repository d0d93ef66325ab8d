import type { ComponentChildren } from 'preact'
import { useTexts } from '../app-context.ts'
import type { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'

/** A part of the account that is changed and saved by itself. */
export const SavedForm = (props: {
  title: string
  id: string
  form: Pick<ReturnType<typeof useForm>, 'failure' | 'busy' | 'done' | 'onSubmit'>
  children: ComponentChildren
}) => {
  const texts = useTexts()
  const { failure, busy, done, onSubmit } = props.form
  return (
    <section class="board" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      <form class="stack" noValidate onSubmit={onSubmit}>
        {failure && <Notice kind="problem">{failure}</Notice>}
        {props.children}
        {done && <Notice kind="good">{texts.saved}</Notice>}
        <button type="submit" class="button button-main" disabled={busy}>
          {busy ? texts.loading : texts.save}
        </button>
      </form>
    </section>
  )
}
