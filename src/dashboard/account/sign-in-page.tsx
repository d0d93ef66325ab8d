import { useState } from 'preact/hooks'
import { Refusal } from '../api.ts'
import { useApp, useTexts } from '../app-context.ts'
import { PasswordField, TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { AccountFrame } from './account-frame.tsx'
import { afterSignIn, problemsOf } from './checks.ts'

export const SignInPage = () => {
  const { api, session, router } = useApp()
  const texts = useTexts()
  const [asked, setAsked] = useState(false)
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ email = '', clave = '' }) =>
      problemsOf({
        email: email.trim() === '' ? texts.needField : undefined,
        clave: clave === '' ? texts.needField : undefined,
      }),
    send: async ({ email = '', clave = '', codigo_totp }) => {
      const second = codigo_totp ? { codigo_totp, enviado_en: Date.now() } : {}
      const body = { email: email.trim(), clave, ...second }
      session.take(
        await api.call('POST /api/users/login', { body }).catch((error) => {
          if (error instanceof Refusal && error.code === 'codigo_totp_requerido') setAsked(true)
          throw error
        }),
      )
      router.go(afterSignIn(router.query('a')), true)
    },
  })
  return (
    <AccountFrame
      title={texts.signInTitle}
      lead={texts.signInLead}
      failure={failure}
      foot={
        <>
          {texts.noAccount} <a href="/registro">{texts.register}</a> · <a href="/codigo">{texts.haveCode}</a>
        </>
      }
    >
      <form class="stack" noValidate onSubmit={onSubmit}>
        <TextField
          label={texts.email}
          name="email"
          type="email"
          inputMode="email"
          autocapitalize="none"
          autocomplete="username"
          maxLength={254}
          problem={problems.email}
        />
        <PasswordField label={texts.password} name="clave" autocomplete="current-password" problem={problems.clave} />
        {asked && (
          <TextField
            label={texts.secondFactorCode}
            name="codigo_totp"
            autocomplete="one-time-code"
            autocapitalize="none"
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
