import { useEffect, useState } from 'preact/hooks'
import type { ContenidoVista } from '../../model/contenido.ts'
import { signInAddress } from '../account/checks.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { HeartIcon } from '../icons.tsx'
import { Notice } from '../kit/notice.tsx'

/** How many like it, and whether one does. */
export const Like = ({ content }: { content: ContenidoVista }) => {
  const { api, session, router } = useApp()
  const texts = useTexts()
  const told = { mine: content.mio !== null, count: content.estadisticas?.me_gusta }
  const [like, setLike] = useState(told)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  useEffect(() => setLike(told), [content])
  const words = (
    <>
      <HeartIcon /> {texts.like}
      {like.count !== undefined && <span class="count">{like.count}</span>}
    </>
  )
  if (!session.user.value) {
    return (
      <a class="button like" href={signInAddress(router.path.value)}>
        {words}
      </a>
    )
  }
  const act = async () => {
    const activo = !like.mine
    // Shown at once: on a slow link a tap that shows nothing is tapped again.
    setLike({ mine: activo, count: like.count === undefined ? undefined : like.count + (activo ? 1 : -1) })
    setBusy(true)
    setFailure(undefined)
    try {
      const { me_gusta, mio } = await api.call('POST /api/content/:id/like', {
        params: { id: content.id },
        body: { activo },
      })
      setLike({ mine: mio, count: me_gusta })
    } catch (error) {
      setLike(like)
      setFailure(wordsOf(error, texts))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button type="button" class="button like" aria-pressed={like.mine} disabled={busy} onClick={act}>
        {words}
      </button>
      {failure && <Notice kind="problem">{failure}</Notice>}
    </>
  )
}
