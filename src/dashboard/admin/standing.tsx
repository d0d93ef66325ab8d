import type { Perfil } from '../../model/perfil.ts'
import { problemsOf } from '../account/checks.ts'
import { useApp, useTexts } from '../app-context.ts'
import { SelectField, TextField, TickField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { GivenCode } from './given-code.tsx'
import { useRoles } from './new-person.tsx'

/** For admins, on a person's page: what that person may do, and a code where they forgot their password. */
export const Standing = ({ person, changed }: { person: Perfil; changed: () => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const choices = useRoles()
  const { problems, failure, busy, done, onSubmit } = useForm({
    check: ({ motivo = '' }) => problemsOf({ motivo: motivo.trim() === '' ? texts.needField : undefined }),
    send: async ({ motivo = '', tipo_usuario, ...ticked }) => {
      const role = choices.find(({ value }) => value === tipo_usuario)?.value
      const body = { motivo: motivo.trim(), activo: 'activo' in ticked, ...(role && { tipo_usuario: role }) }
      await api.call('PUT /api/users/:id/status', { params: { id: person.id }, body })
      changed()
    },
  })
  return (
    <details class="board">
      <summary>{texts.standing}</summary>
      <form class="stack" noValidate onSubmit={onSubmit}>
        {failure && <Notice kind="problem">{failure}</Notice>}
        <SelectField label={texts.role} name="tipo_usuario" value={person.tipo_usuario} options={choices} />
        <TickField label={texts.mayEnter} name="activo" hint={texts.mayEnterHint} ticked={person.activo} />
        <TextField label={texts.why} name="motivo" maxLength={300} hint={texts.whyHint} problem={problems.motivo} />
        {done && <Notice kind="good">{texts.saved}</Notice>}
        <button type="submit" class="button button-main" disabled={busy}>
          {busy ? texts.loading : texts.save}
        </button>
      </form>
      {person.activo && <GivenCode of={person} />}
    </details>
  )
}
