import type { ComponentChildren } from 'preact'
import { signInAddress } from '../account/checks.ts'
import { useApp, useTexts } from '../app-context.ts'
import { Empty } from '../kit/notice.tsx'

/** Lets creators and admins in, and tells everybody else why not. */
export const StudioGate = ({ children }: { children: ComponentChildren }) => {
  const { session, router } = useApp()
  const texts = useTexts()
  const user = session.user.value
  if (user === undefined) return <p role="status">{texts.loading}</p>
  if (user === null) {
    return (
      <Empty title={texts.studioSignIn} hint={texts.signInLead}>
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
  if (user.tipo_usuario === 'espectador') {
    return (
      <Empty title={texts.hello(user.nombre)} hint={texts.studioNotCreator}>
        <a class="button" href="/">
          {texts.goHome}
        </a>
      </Empty>
    )
  }
  return <>{children}</>
}
