import type { Perfil } from '../../model/perfil.ts'
import { Refusal } from '../api.ts'
import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { CardsStandIn, ContentCards } from '../kit/content-card.tsx'
import { Face } from '../kit/face.tsx'
import { lazy } from '../kit/lazy.tsx'
import { Empty, Notice } from '../kit/notice.tsx'
import { PagedList } from '../kit/paged-list.tsx'
import { usePages } from '../kit/use-pages.ts'
import { usePoll } from '../kit/use-poll.ts'
import { NotFound } from '../not-found.tsx'
import { Follow } from './follow.tsx'

const Standing = lazy<{ person: Perfil; changed: () => void }>(
  async () => (await import('../admin/standing.tsx')).Standing,
)

const ASK_MS = 120_000

/** Somebody, and what they made. */
export const PersonPage = ({ id }: { id: string }) => {
  const { api, session } = useApp()
  const texts = useTexts()
  const {
    value: person,
    error,
    slow,
    again,
  } = usePoll(`person ${id}`, ASK_MS, (signal) => api.call('GET /api/users/:id', { params: { id }, signal }))
  useTitle(person?.nombre)
  if (!person) {
    if (error instanceof Refusal && error.status === 404) return <NotFound words={error.message} />
    if (!error) return <p role="status">{slow ? texts.slow : texts.loading}</p>
    return (
      <Notice kind="problem">
        <p>{wordsOf(error, texts)}</p>
        <button type="button" class="button" onClick={again}>
          {texts.retry}
        </button>
      </Notice>
    )
  }
  const links = Object.entries(person.perfil_redes)
  const story = [person.bio, person.artista?.trayectoria, person.artista?.enfoque_social].filter(Boolean)
  return (
    <>
      <header class="person-head">
        <Face of={person} image={person.imagen} big />
        <div>
          <h1>{person.nombre}</h1>
          {person.region && <p class="muted">{person.region}</p>}
          <Follow creator={person} />
        </div>
      </header>
      {story.map((words) => (
        <p key={words} class="description">
          {words}
        </p>
      ))}
      {links.length > 0 && (
        <ul class="labels" aria-label={texts.elsewhere}>
          {links.map(([network, address]) => (
            <li key={network}>
              <a href={address} rel="noopener noreferrer nofollow" target="_blank">
                {network}
              </a>
            </li>
          ))}
        </ul>
      )}
      {session.user.value?.tipo_usuario === 'admin' && (
        <Standing key={person.version} person={person} changed={again} />
      )}
      <Works id={id} name={person.nombre} />
    </>
  )
}

const Works = ({ id, name }: { id: string; name: string }) => {
  const { api, session } = useApp()
  const texts = useTexts()
  const mine = session.user.value?.id === id
  const pages = usePages(`works ${id} ${mine}`, (cursor, signal) =>
    api.call('GET /api/content/list', { query: { creador: id, limite: 24, cursor }, signal }),
  )
  return (
    <section aria-labelledby="works">
      <h2 id="works">{texts.works}</h2>
      <PagedList
        pages={pages}
        standIn={<CardsStandIn />}
        empty={<Empty title={texts.noWorks(name)} hint={mine ? texts.noWorksMine : texts.noWorksHint} />}
      >
        {(items) => <ContentCards of={items} />}
      </PagedList>
    </section>
  )
}
