import { useEffect, useState } from 'preact/hooks'
import type { NotificacionVista } from '../../model/notificacion.ts'
import { SignedIn } from '../account/signed-in.tsx'
import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { Empty, Notice } from '../kit/notice.tsx'
import { PagedList } from '../kit/paged-list.tsx'
import { when } from '../kit/spoken-time.ts'
import { usePages } from '../kit/use-pages.ts'

/** What one is told. */
export const NoticesPage = () => {
  const texts = useTexts()
  useTitle(texts.notices)
  return (
    <div class="publish">
      <h1>{texts.notices}</h1>
      <SignedIn>{(user) => <Notices key={user.id} id={user.id} />}</SignedIn>
    </div>
  )
}

const Notices = ({ id }: { id: string }) => {
  const { api, news } = useApp()
  const texts = useTexts()
  const [failure, setFailure] = useState<string | undefined>()
  const pages = usePages<NotificacionVista>(`notices ${id}`, (cursor, signal) =>
    api.call('GET /api/notifications', { query: { cursor }, signal }),
  )
  const turn = news.turn.value
  useEffect(() => {
    if (turn > 0) pages.again()
  }, [turn])
  const readAll = async () => {
    setFailure(undefined)
    try {
      const { sin_leer } = await api.call('PUT /api/notifications', { body: { todas: true } })
      news.left(sin_leer)
      pages.change((all) => all.map((one) => ({ ...one, leida_en: one.leida_en ?? Date.now() })))
    } catch (error) {
      setFailure(wordsOf(error, texts))
    }
  }
  /** Whoever goes where it leads has read it; where that cannot be told now, it stays unread. */
  const read = (one: NotificacionVista) => {
    if (one.leida_en !== null) return
    pages.change((all) => all.map((other) => (other.id === one.id ? { ...other, leida_en: Date.now() } : other)))
    api.call('PUT /api/notifications', { body: { leidas: [one.id] } }).then(
      ({ sin_leer }) => news.left(sin_leer),
      (error: unknown) => void wordsOf(error, texts),
    )
  }
  return (
    <>
      {failure && <Notice kind="problem">{failure}</Notice>}
      {pages.items?.some(({ leida_en }) => leida_en === null) && (
        <p>
          <button type="button" class="button button-small" onClick={() => void readAll()}>
            {texts.readAll}
          </button>
        </p>
      )}
      <PagedList
        pages={pages}
        standIn={<div class="skeleton comment-stand-in" />}
        empty={<Empty title={texts.noNotices} hint={texts.noNoticesHint} />}
      >
        {(all) => (
          <ul class="plain-list lines">
            {all.map((one) => (
              <Line key={one.id} of={one} read={() => read(one)} />
            ))}
          </ul>
        )}
      </PagedList>
    </>
  )
}

/** Where it leads. */
const addressOf = ({ datos }: NotificacionVista): string | undefined => {
  const { contenido_id, usuario_id } = datos
  if (typeof contenido_id === 'string') return `/c/${contenido_id}`
  return typeof usuario_id === 'string' ? `/p/${usuario_id}` : undefined
}

const Line = ({ of, read }: { of: NotificacionVista; read: () => void }) => {
  const { language } = useApp()
  const texts = useTexts()
  const address = addressOf(of)
  const { titulo } = of.datos
  const words = (
    <>
      <strong>{texts[`notice_${of.tipo}`]}</strong>
      {typeof titulo === 'string' && <span>{titulo}</span>}
      <span class="muted">{when(of.creada_en, language.code.value)}</span>
    </>
  )
  return (
    <li class={of.leida_en === null ? 'line line-new' : 'line'}>
      {address ? (
        <a class="line-words" href={address} onClick={read}>
          {of.leida_en === null && <span class="visually-hidden">{texts.unread}</span>}
          {words}
        </a>
      ) : (
        <span class="line-words">{words}</span>
      )}
    </li>
  )
}
