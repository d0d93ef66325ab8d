import { useState } from 'preact/hooks'
import type { SesionVista } from '../../model/perfil.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Notice } from '../kit/notice.tsx'
import { PagedList } from '../kit/paged-list.tsx'
import { when } from '../kit/spoken-time.ts'
import { usePages } from '../kit/use-pages.ts'

/** Where one is signed in, and out again. */
export const Devices = ({ id }: { id: string }) => {
  const { api, language } = useApp()
  const texts = useTexts()
  const [failure, setFailure] = useState<string | undefined>()
  const params = { id }
  const pages = usePages<SesionVista>(`devices ${id}`, (cursor, signal) =>
    api.call('GET /api/users/:id/sessions', { params, query: { cursor }, signal }),
  )
  const act = async (change: () => Promise<unknown>, left: (one: SesionVista) => boolean) => {
    setFailure(undefined)
    try {
      await change()
      pages.change((all) => all.filter(left))
    } catch (error) {
      setFailure(wordsOf(error, texts))
    }
  }
  const signOut = (sesionId: string) =>
    act(
      () => api.call('DELETE /api/users/:id/sessions/:sesionId', { params: { id, sesionId } }),
      (one) => one.id !== sesionId,
    )
  const others = () =>
    act(
      () => api.call('DELETE /api/users/:id/sessions', { params }),
      ({ actual }) => actual,
    )
  return (
    <section class="board" aria-labelledby="devices">
      <h2 id="devices">{texts.devices}</h2>
      {failure && <Notice kind="problem">{failure}</Notice>}
      <PagedList pages={pages} standIn={<div class="skeleton comment-stand-in" />} empty={null}>
        {(devices) => (
          <>
            <ul class="plain-list lines">
              {devices.map(({ id: sesionId, dispositivo, ip, usada_en, actual }) => (
                <li key={sesionId} class="line">
                  <span class="line-words">
                    <strong>{dispositivo || texts.someDevice}</strong>
                    <span class="muted">
                      {actual ? texts.thisDevice : when(usada_en, language.code.value)} · {ip}
                    </span>
                  </span>
                  {!actual && (
                    <button
                      type="button"
                      class="button button-small"
                      aria-label={texts.signOutOf(dispositivo || texts.someDevice)}
                      onClick={() => void signOut(sesionId)}
                    >
                      {texts.signOut}
                    </button>
                  )}
                </li>
              ))}
            </ul>
            {devices.length > 1 && (
              <button type="button" class="button" onClick={() => void others()}>
                {texts.signOutOthers}
              </button>
            )}
          </>
        )}
      </PagedList>
    </section>
  )
}
