import type { TransmisionVista } from '../../model/transmision.ts'
import { useApp, useTexts } from '../app-context.ts'
import { CardsStandIn, ContentCards } from '../kit/content-card.tsx'
import { Empty } from '../kit/notice.tsx'
import { PagedList } from '../kit/paged-list.tsx'
import { usePages } from '../kit/use-pages.ts'

const SHOWN = 12

/** What came last, and the way to all of it. */
export const Newest = ({ onAir }: { onAir: TransmisionVista[] }) => {
  const { api } = useApp()
  const texts = useTexts()
  // A live that ends becomes a recording: the list is asked for again.
  const ids = onAir.map((live) => live.id).join()
  const pages = usePages(`newest ${ids}`, async (_cursor, signal) => {
    const { datos } = await api.call('GET /api/content/list', { query: { limite: SHOWN }, signal })
    return { datos: datos.filter((item) => !onAir.some((live) => live.id === item.transmision_id)), siguiente: null }
  })
  return (
    <section aria-labelledby="newest">
      <h2 id="newest">{texts.newestHere}</h2>
      <PagedList
        pages={pages}
        standIn={<CardsStandIn />}
        empty={<Empty title={texts.nothingYet} hint={texts.nothingYetHint} />}
      >
        {(items) => (
          <>
            <ContentCards of={items} />
            <a class="button button-wide" href="/catalogo">
              {texts.wholeCatalog}
            </a>
          </>
        )}
      </PagedList>
    </section>
  )
}
