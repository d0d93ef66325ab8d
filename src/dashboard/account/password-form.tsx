import { useState } from 'preact/hooks'
import { useApp, useTexts } from '../app-context.ts'
import { PasswordField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { newPasswordProblem, problemsOf } from './checks.ts'
import { SavedForm } from './saved-form.tsx'

/** Another password: every other device is signed out. */
export const PasswordForm = ({ id }: { id: string }) => {
  const { api } = useApp()
  const texts = useTexts()
  const [turn, setTurn] = useState(0)
  const form = useForm({
    check: ({ clave_actual = '', clave_nueva = '' }) =>
      problemsOf({
        clave_actual: clave_actual === '' ? texts.needField : undefined,
        clave_nueva: newPasswordProblem(clave_nueva, texts),
      }),
    send: async ({ clave_actual = '', clave_nueva = '' }) => {
      await api.call('PUT /api/users/:id/password', { params: { id }, body: { clave_actual, clave_nueva } })
      setTurn(turn + 1)
    },
  })
  const { problems } = form
  return (
    <SavedForm title={texts.changePassword} id="password" form={form}>
      <PasswordField
        key={`old ${turn}`}
        label={texts.passwordNow}
        name="clave_actual"
        autocomplete="current-password"
        problem={problems.clave_actual}
      />
      <PasswordField
        key={`new ${turn}`}
        label={texts.passwordNew}
        name="clave_nueva"
        autocomplete="new-password"
        hint={texts.passwordNewHint}
        problem={problems.clave_nueva}
      />
    </SavedForm>
  )
}
