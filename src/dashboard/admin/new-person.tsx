import { useRef, useState } from 'preact/hooks'
import { problemsOf } from '../account/checks.ts'
import { useApp, useTexts } from '../app-context.ts'
import { SelectField, TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { randomToken } from '../random.ts'
import { GivenCode } from './given-code.tsx'

const roles = ['espectador', 'creador', 'admin'] as const
type Role = (typeof roles)[number]
const isRole = (text: string | undefined): text is Role => roles.some((one) => one === text)

/** What an account is for, in words. */
export const useRoles = () => {
  const texts = useTexts()
  return roles.map((value) => ({ value, words: texts[`role_${value}`] }))
}

/** An account for somebody without an address: they enter with a code. */
export const NewPerson = () => {
  const { api } = useApp()
  const texts = useTexts()
  const choices = useRoles()
  // The same key until it succeeds: a second tap after a lost answer opens no second account.
  const attempt = useRef({ key: randomToken(), of: '' })
  const [made, setMade] = useState<{ id: string; nombre: string } | undefined>()
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ nombre = '' }) => problemsOf({ nombre: nombre.trim() === '' ? texts.needField : undefined }),
    send: async ({ nombre = '', tipo_usuario }) => {
      const body = { nombre: nombre.trim(), tipo_usuario: isRole(tipo_usuario) ? tipo_usuario : 'espectador' } as const
      const of = JSON.stringify(body)
      if (attempt.current.of !== of) attempt.current = { key: randomToken(), of }
      setMade(await api.call('POST /api/users', { body, idempotencyKey: attempt.current.key }))
      attempt.current = { key: randomToken(), of: '' }
    },
  })
  return (
    <section class="board" aria-labelledby="new-person">
      <h2 id="new-person">{texts.newPerson}</h2>
      <p class="muted">{texts.newPersonLead}</p>
      <form class="stack" noValidate onSubmit={onSubmit} key={made?.id}>
        {failure && <Notice kind="problem">{failure}</Notice>}
        <TextField label={texts.name} name="nombre" maxLength={120} problem={problems.nombre} />
        <SelectField label={texts.role} name="tipo_usuario" value="creador" options={choices} />
        <button type="submit" class="button button-main" disabled={busy}>
          {busy ? texts.loading : texts.openAccount}
        </button>
      </form>
      {made && <GivenCode key={made.id} of={made} />}
    </section>
  )
}
