import { useApp, useTexts } from '../app-context.ts'
import { PasswordField, TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { usePoll } from '../kit/use-poll.ts'
import { AccountFrame } from './account-frame.tsx'
import { emailProblem, newPasswordProblem, problemsOf } from './checks.ts'

/** Makes the first admin with the one-time code of the console, which its link carries already. */
export const FirstRunPage = () => {
  const { api, session, router } = useApp()
  const texts = useTexts()
  const { value: status } = usePoll('status', 60_000, (signal) => api.call('GET /api/system/status', { signal }))
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ codigo = '', nombre = '', email = '', clave = '' }) =>
      problemsOf({
        codigo: codigo.trim() === '' ? texts.needField : undefined,
        nombre: nombre.trim() === '' ? texts.needField : undefined,
        email: emailProblem(email.trim(), texts),
        clave: newPasswordProblem(clave, texts),
      }),
    send: async ({ codigo = '', nombre = '', email = '', clave = '' }) => {
      session.take(
        await api.call('POST /api/users/first', {
          body: { codigo: codigo.trim(), nombre: nombre.trim(), email: email.trim(), clave },
        }),
      )
      router.go('/estudio', true)
    },
  })
  if (status?.primer_inicio === false) {
    return (
      <AccountFrame title={texts.firstRunTitle} lead={texts.firstRunDone}>
        <a class="button button-main" href="/entrar">
          {texts.signIn}
        </a>
      </AccountFrame>
    )
  }
  return (
    <AccountFrame title={texts.firstRunTitle} lead={texts.firstRunLead} failure={failure}>
      {status?.reloj.confianza === 'baja' && <Notice kind="calm">{texts.clockWrong}</Notice>}
      <form class="stack" noValidate onSubmit={onSubmit}>
        <TextField
          label={texts.firstRunCode}
          name="codigo"
          hint={texts.firstRunCodeHint}
          value={router.query('codigo')}
          autocapitalize="none"
          maxLength={40}
          problem={problems.codigo}
        />
        <TextField
          label={texts.name}
          name="nombre"
          autocomplete="name"
          hint={texts.nameHint}
          maxLength={120}
          problem={problems.nombre}
        />
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
        <PasswordField
          label={texts.password}
          name="clave"
          autocomplete="new-password"
          hint={texts.passwordHint}
          problem={problems.clave}
        />
        <button type="submit" class="button button-main button-wide" disabled={busy}>
          {busy ? texts.loading : texts.createAdmin}
        </button>
      </form>
    </AccountFrame>
  )
}
