import type { ComponentChildren } from 'preact'
import type { ContenidoFila } from '../../model/contenido.ts'
import type { TransmisionVista } from '../../model/transmision.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { CardsStandIn, ContentCard, ContentCards } from '../kit/content-card.tsx'
import { Empty, Notice } from '../kit/notice.tsx'
import { usePoll } from '../kit/use-poll.ts'

const ASK_MS = 120_000

/** What one left half-way, what those whom one follows made, what is near, new and often seen. */
export const FrontRows = ({ onAir }: { onAir: TransmisionVista[] }) => {
  const { api, session } = useApp()
  const texts = useTexts()
  const user = session.user.value
  // A live that ends becomes a recording: the rows are asked for again.
  const ids = onAir.map((live) => live.id).join()
  const { value, error, slow, again } = usePoll(`front ${user?.id} ${ids}`, ASK_MS, (signal) =>
    api.call('GET /api/content/home', { signal }),
  )
  if (!value) {
    return (
      <Row id="newest" title={texts.newestHere}>
        {error ? (
          <Notice kind="problem">
            <p>{wordsOf(error, texts)}</p>
            <button type="button" class="button" onClick={again}>
              {texts.retry}
            </button>
          </Notice>
        ) : (
          <>
            <CardsStandIn />
            <p class={slow ? 'muted' : 'visually-hidden'} role="status">
              {slow ? texts.slow : texts.loading}
            </p>
          </>
        )}
      </Row>
    )
  }
  const onAirNow = (content: ContenidoFila) => onAir.some((live) => live.id === content.transmision_id)
  const ended = (of: ContenidoFila[]) => of.filter((content) => !onAirNow(content))
  const recent = ended(value.recientes)
  // On a box with few contents each row would show the same ones.
  const others = (of: ContenidoFila[]) => ended(of).filter(({ id }) => !recent.some((one) => one.id === id))
  return (
    <>
      {value.continuar.length > 0 && (
        <Row id="go-on" title={texts.goOnWatching}>
          <ul class="recordings">
            {value.continuar.map(({ contenido, posicion_ms }) => (
              <li key={contenido.id}>
                <ContentCard of={contenido} at={posicion_ms} />
              </li>
            ))}
          </ul>
        </Row>
      )}
      <Some id="followed" title={texts.ofThoseFollowed} of={ended(value.siguiendo)} />
      <Row id="newest" title={texts.newestHere}>
        {recent.length === 0 ? (
          <Empty title={texts.nothingYet} hint={texts.nothingYetHint} />
        ) : (
          <>
            <ContentCards of={recent} />
            <a class="button button-wide" href="/catalogo">
              {texts.wholeCatalog}
            </a>
          </>
        )}
      </Row>
      {value.region !== null && <Some id="near" title={texts.ofRegion(value.region)} of={others(value.de_la_region)} />}
      <Some id="popular" title={texts.mostSeen} of={others(value.populares)} />
    </>
  )
}

const Row = ({ id, title, children }: { id: string; title: string; children: ComponentChildren }) => (
  <section aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {children}
  </section>
)

const Some = ({ id, title, of }: { id: string; title: string; of: ContenidoFila[] }) =>
  of.length === 0 ? null : (
    <Row id={id} title={title}>
      <ContentCards of={of} />
    </Row>
  )
