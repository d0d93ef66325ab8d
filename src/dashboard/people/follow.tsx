import { useEffect, useState } from 'preact/hooks'
import type { CreadorBreve } from '../../model/usuario.ts'
import { signInAddress } from '../account/checks.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Notice } from '../kit/notice.tsx'

/** To follow somebody, or no longer. Whoever is not signed in is led there and back. */
export const Follow = ({ creator }: { creator: CreadorBreve }) => {
  const { session, follows, router } = useApp()
  const texts = useTexts()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  const user = session.user.value
  useEffect(() => {
    // Not to know it yet is no reason to say anything: a tap says what is wrong.
    if (user) void follows.look().catch(() => undefined)
  }, [user?.id])
  if (user?.id === creator.id) return null
  if (!user) {
    return (
      <a class="button button-small" href={signInAddress(router.path.value)}>
        {texts.follow}
      </a>
    )
  }
  const following = follows.ids.value?.has(creator.id) ?? false
  const act = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      await follows.look()
      await follows.follow(creator.id, !following)
    } catch (error) {
      setFailure(wordsOf(error, texts))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button
        type="button"
        class="button button-small"
        aria-pressed={following}
        aria-label={texts.followThem(creator.nombre)}
        disabled={busy}
        onClick={act}
      >
        {following ? texts.following : texts.follow}
      </button>
      {failure && <Notice kind="problem">{failure}</Notice>}
    </>
  )
}
