import type { Usuario } from '../../model/usuario.ts'
import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { Notice } from '../kit/notice.tsx'
import { usePoll } from '../kit/use-poll.ts'
import { Devices } from './devices.tsx'
import { OwnData } from './own-data.tsx'
import { PasswordForm } from './password-form.tsx'
import { Picture } from './picture.tsx'
import { PreferencesForm } from './preferences-form.tsx'
import { ProfileForm } from './profile-form.tsx'
import { SecondFactor } from './second-factor.tsx'
import { SignedIn } from './signed-in.tsx'

const ASK_MS = 600_000

/** One's own account: how one shows oneself, how one enters, what the box keeps. */
export const AccountPage = () => {
  const texts = useTexts()
  useTitle(texts.account)
  return (
    <div class="publish">
      <h1>{texts.account}</h1>
      <SignedIn>{(user) => <Account key={user.id} user={user} />}</SignedIn>
    </div>
  )
}

const Account = ({ user }: { user: Usuario }) => {
  const { api, router } = useApp()
  const texts = useTexts()
  const leave = () => {
    router.go('/')
    void api.leave()
  }
  const params = { id: user.id }
  const {
    value: profile,
    error,
    again,
  } = usePoll(`account ${user.id}`, ASK_MS, (signal) => api.call('GET /api/users/:id', { params, signal }))
  if (!profile) {
    if (!error) return <p role="status">{texts.loading}</p>
    return (
      <Notice kind="problem">
        <p>{wordsOf(error, texts)}</p>
        <button type="button" class="button" onClick={again}>
          {texts.retry}
        </button>
      </Notice>
    )
  }
  return (
    <>
      <div class="row account-head">
        <p class="muted">
          {profile.email ?? profile.nombre} · <a href={`/p/${user.id}`}>{texts.seeYourPage}</a>
        </p>
        <div class="row">
          {user.tipo_usuario === 'admin' && (
            <a class="button button-small" href="/administrar">
              {texts.administer}
            </a>
          )}
          <button type="button" class="button button-small" onClick={leave}>
            {texts.signOut}
          </button>
        </div>
      </div>
      <Picture profile={profile} changed={again} />
      <ProfileForm profile={profile} changed={again} />
      <PreferencesForm profile={profile} changed={again} />
      <PasswordForm id={user.id} />
      <SecondFactor id={user.id} on={profile.con_totp === true} changed={again} />
      <Devices id={user.id} />
      <OwnData profile={profile} />
    </>
  )
}
