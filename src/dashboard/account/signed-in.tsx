import type { ComponentChildren } from 'preact'
import type { Usuario } from '../../model/usuario.ts'
import { useApp, useTexts } from '../app-context.ts'
import { Empty } from '../kit/notice.tsx'
import { signInAddress } from './checks.ts'

/** What is somebody's own; whoever is not signed in is led there and back. */
export const SignedIn = ({ children }: { children: (user: Usuario) => ComponentChildren }) => {
  const { session, router } = useApp()
  const texts = useTexts()
  const user = session.user.value
  if (user === undefined) return <p role="status">{texts.loading}</p>
  if (user) return <>{children(user)}</>
  return (
    <Empty title={texts.accountSignIn} hint={texts.signInLead}>
      <div class="row row-centre">
        <a class="button button-main" href={signInAddress(router.path.value)}>
          {texts.signIn}
        </a>
        <a class="button" href="/registro">
          {texts.register}
        </a>
      </div>
    </Empty>
  )
}
