import { useState } from 'preact/hooks'
import type { Perfil } from '../../model/perfil.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Dialog } from '../kit/dialog.tsx'
import { TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { problemsOf } from './checks.ts'

/** What the box keeps of one: to be taken home, or erased. */
export const OwnData = ({ profile }: { profile: Perfil }) => {
  const { api } = useApp()
  const texts = useTexts()
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  const takeHome = async () => {
    setFailure(undefined)
    try {
      location.assign(await api.link('GET /api/users/:id/data', { params: { id: profile.id } }))
    } catch (error) {
      setFailure(wordsOf(error, texts))
    }
  }
  return (
    <section class="board" aria-labelledby="own-data">
      <h2 id="own-data">{texts.ownData}</h2>
      <p class="muted">{texts.ownDataLead}</p>
      {failure && <Notice kind="problem">{failure}</Notice>}
      <div class="row">
        <button type="button" class="button" onClick={() => void takeHome()}>
          {texts.takeHome}
        </button>
        <button type="button" class="button button-danger" onClick={() => setAsking(true)}>
          {texts.erase}
        </button>
      </div>
      {asking && <Erase profile={profile} onClose={() => setAsking(false)} />}
    </section>
  )
}

/** Nobody does by a slip what cannot be undone: they write their name. */
const Erase = ({ profile, onClose }: { profile: Perfil; onClose: () => void }) => {
  const { api, router, session } = useApp()
  const texts = useTexts()
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ nombre = '' }) =>
      problemsOf({ nombre: nombre.trim() === profile.nombre ? undefined : texts.eraseName(profile.nombre) }),
    send: async () => {
      await api.call('DELETE /api/users/:id/data', { params: { id: profile.id } })
      session.drop()
      router.go('/')
    },
  })
  return (
    <Dialog title={texts.eraseTitle} onClose={onClose}>
      <form class="stack" noValidate onSubmit={onSubmit}>
        <p>{texts.eraseLead}</p>
        {failure && <Notice kind="problem">{failure}</Notice>}
        <TextField label={texts.eraseName(profile.nombre)} name="nombre" problem={problems.nombre} />
        <div class="row row-end">
          <button type="button" class="button" onClick={onClose} disabled={busy}>
            {texts.cancel}
          </button>
          <button type="submit" class="button button-danger" disabled={busy}>
            {busy ? texts.loading : texts.erase}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
