import { useState } from 'preact/hooks'
import { Refusal } from '../api.ts'
import { useApp, useTexts } from '../app-context.ts'
import { PasswordField, TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { AccountFrame } from './account-frame.tsx'
import { emailProblem, newPasswordProblem, problemsOf } from './checks.ts'

/** Sets a password with the one-time code of an admin, which its link carries already, and signs in. */
export const ClaimPage = () => {
  const { api, session, router } = useApp()
  const texts = useTexts()
  const [asked, setAsked] = useState(false)
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ codigo = '', email = '', clave = '' }) =>
      problemsOf({
        codigo: codigo.trim() === '' ? texts.needField : undefined,
        email: email.trim() === '' ? undefined : emailProblem(email.trim(), texts),
        clave: newPasswordProblem(clave, texts),
      }),
    send: async ({ codigo = '', email = '', clave = '', codigo_totp }) => {
      const body = {
        ...{ codigo: codigo.trim(), clave },
        ...(email.trim() && { email: email.trim() }),
        ...(codigo_totp && { codigo_totp, enviado_en: Date.now() }),
      }
      session.take(
        await api.call('POST /api/users/claim', { body }).catch((error) => {
          if (error instanceof Refusal && error.code === 'codigo_totp_requerido') setAsked(true)
          throw error
        }),
      )
      router.go('/cuenta', true)
    },
  })
  return (
    <AccountFrame title={texts.claimTitle} lead={texts.claimLead} failure={failure}>
      <form class="stack" noValidate onSubmit={onSubmit}>
        <TextField
          label={texts.claimCode}
          name="codigo"
          value={router.query('codigo')}
          autocapitalize="none"
          maxLength={40}
          problem={problems.codigo}
        />
        <TextField
          label={texts.email}
          name="email"
          type="email"
          inputMode="email"
          autocapitalize="none"
          autocomplete="username"
          maxLength={254}
          hint={texts.claimEmailHint}
          problem={problems.email}
        />
        <PasswordField
          label={texts.passwordNew}
          name="clave"
          autocomplete="new-password"
          hint={texts.passwordHint}
          problem={problems.clave}
        />
        {asked && (
          <TextField
            label={texts.secondFactorCode}
            name="codigo_totp"
            autocomplete="one-time-code"
            hint={texts.secondFactorHint}
            maxLength={12}
            problem={problems.codigo_totp}
          />
        )}
        <button type="submit" class="button button-main button-wide" disabled={busy}>
          {busy ? texts.loading : texts.signIn}
        </button>
      </form>
    </AccountFrame>
  )
}
