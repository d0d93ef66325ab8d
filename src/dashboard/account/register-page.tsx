import { useApp, useTexts } from '../app-context.ts'
import { PasswordField, TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { usePoll } from '../kit/use-poll.ts'
import { AccountFrame } from './account-frame.tsx'
import { emailProblem, newPasswordProblem, problemsOf } from './checks.ts'

export const RegisterPage = () => {
  const { api, session, router, language } = useApp()
  const texts = useTexts()
  const { value: status } = usePoll('status', 60_000, (signal) => api.call('GET /api/system/status', { signal }))
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ nombre = '', email = '', clave = '' }) =>
      problemsOf({
        nombre: nombre.trim() === '' ? texts.needField : undefined,
        email: emailProblem(email.trim(), texts),
        clave: newPasswordProblem(clave, texts),
      }),
    send: async ({ nombre = '', email = '', clave = '', tipo_usuario }) => {
      const kind = tipo_usuario === 'espectador' ? 'espectador' : 'creador'
      session.take(
        await api.call('POST /api/users/register', {
          body: {
            nombre: nombre.trim(),
            email: email.trim(),
            clave,
            tipo_usuario: kind,
            idioma: language.code.value,
          },
        }),
      )
      router.go(kind === 'creador' ? '/estudio' : '/', true)
    },
  })
  const closed = status?.registro_abierto === false
  return (
    <AccountFrame
      title={texts.registerTitle}
      lead={texts.registerLead}
      failure={failure}
      foot={
        <>
          {texts.haveAccount} <a href="/entrar">{texts.signIn}</a>
        </>
      }
    >
      {closed ? (
        <Notice kind="warning">{texts.registerClosed}</Notice>
      ) : (
        <form class="stack" noValidate onSubmit={onSubmit}>
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
          <fieldset class="choices">
            <legend>{texts.iWantTo}</legend>
            <Choice value="creador" title={texts.asCreator} hint={texts.asCreatorHint} chosen />
            <Choice value="espectador" title={texts.asListener} hint={texts.asListenerHint} />
          </fieldset>
          <button type="submit" class="button button-main button-wide" disabled={busy}>
            {busy ? texts.loading : texts.register}
          </button>
        </form>
      )}
    </AccountFrame>
  )
}

const Choice = (props: { value: string; title: string; hint: string; chosen?: boolean }) => (
  <label class="choice">
    <input type="radio" name="tipo_usuario" value={props.value} defaultChecked={props.chosen} />
    <span>
      <strong>{props.title}</strong>
      <span class="hint">{props.hint}</span>
    </span>
  </label>
)
