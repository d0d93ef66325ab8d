import { useState } from 'preact/hooks'
import type { ContenidoVista } from '../../model/contenido.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Confirm } from '../kit/confirm.tsx'
import { Notice } from '../kit/notice.tsx'
import { forgetLists } from '../kit/use-pages.ts'

/** For its creator and admins: change it, show or hide it, delete it. */
export const OwnerActs = ({ content, changed }: { content: ContenidoVista; changed: () => void }) => {
  const { api, session, router } = useApp()
  const texts = useTexts()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  const user = session.user.value
  if (!user || (user.id !== content.creador_id && user.tipo_usuario !== 'admin')) return null
  const params = { id: content.id }
  const act = async (what: () => Promise<void>) => {
    setBusy(true)
    setFailure(undefined)
    try {
      await what()
    } catch (error) {
      setFailure(wordsOf(error, texts))
    } finally {
      setAsking(false)
      setBusy(false)
    }
  }
  const show = (estado: 'publicado' | 'oculto') => () =>
    act(async () => {
      await api.call('PUT /api/content/:id', { params, body: { estado } })
      forgetLists()
      changed()
    })
  const remove = () =>
    act(async () => {
      await api.call('DELETE /api/content/:id', { params })
      forgetLists()
      router.go('/', true)
    })
  const settled = content.estado !== 'procesando' && content.estado !== 'error'
  return (
    <section class="owner-acts" aria-label={texts.ownerActs}>
      <div class="row">
        {settled && content.estado !== 'publicado' && (
          <button type="button" class="button button-main" disabled={busy} onClick={show('publicado')}>
            {texts.publishIt}
          </button>
        )}
        <a class="button" href={`/c/${content.id}/editar`}>
          {texts.edit}
        </a>
        {settled && content.estado !== 'oculto' && (
          <button type="button" class="button" disabled={busy} onClick={show('oculto')}>
            {texts.hideIt}
          </button>
        )}
        <button type="button" class="button button-quiet" disabled={busy} onClick={() => setAsking(true)}>
          {texts.delete}
        </button>
      </div>
      {failure && <Notice kind="problem">{failure}</Notice>}
      {asking && (
        <Confirm
          question={texts.deleteAsk}
          yes={texts.deleteYes}
          busy={busy}
          onYes={remove}
          onNo={() => setAsking(false)}
        />
      )}
    </section>
  )
}
