import { useApp, useTexts, useTitle } from '../app-context.ts'
import { CloseIcon } from '../icons.tsx'
import { CardsStandIn, ContentCards } from '../kit/content-card.tsx'
import { languageName } from '../kit/language-name.ts'
import { Empty } from '../kit/notice.tsx'
import { PagedList } from '../kit/paged-list.tsx'
import { usePages } from '../kit/use-pages.ts'
import { categoryName } from '../kit/vocabulary.ts'
import { type Asked, addressOf, askedIn, kinds, narrowing, plain } from './filters.ts'
import { SearchBox } from './search-box.tsx'

const PER_PAGE = 24

/** All that there is, narrowed down by what its address says: what one sees can be sent to somebody. */
export const CatalogPage = () => {
  const { api, router, language, session } = useApp()
  const texts = useTexts()
  const asked = askedIn(router.search.value)
  useTitle(asked.q ? texts.searchTitle(asked.q) : texts.catalog)
  const who = session.user.value?.id ?? ''
  const pages = usePages(`catalog ${addressOf(asked)} ${language.code.value} ${who}`, (cursor, signal) =>
    api.call('GET /api/content/list', { query: { ...asked, limite: PER_PAGE, cursor }, signal }),
  )
  const { items, total } = pages
  const count = total ?? (pages.more ? undefined : items?.length)
  return (
    <>
      <header class="page-head">
        <h1>{texts.catalog}</h1>
        <SearchBox asked={asked} />
      </header>
      <Filters asked={asked} />
      <section aria-labelledby="found">
        <h2 id="found" class="visually-hidden">
          {texts.found}
        </h2>
        <p class="muted found-count" role="status">
          {count !== undefined && items !== undefined && count > 0 ? texts.contents(count) : ' '}
        </p>
        <PagedList pages={pages} standIn={<CardsStandIn many={9} />} empty={<NothingFound asked={asked} />}>
          {(contents) => <ContentCards of={contents} />}
        </PagedList>
      </section>
    </>
  )
}

const Filters = ({ asked }: { asked: Asked }) => {
  const { router, language } = useApp()
  const texts = useTexts()
  const go = (change: Partial<Asked>) => router.go(addressOf({ ...asked, ...change }))
  const shown = (name: (typeof plain)[number], value: string) => {
    if (name === 'categoria') return categoryName(value, texts)
    return name === 'idioma' ? languageName(value, language.code.value) : value
  }
  const chips = [
    ...plain.flatMap((name) => {
      const value = asked[name]
      return value
        ? [{ text: `${texts[`filter_${name}`]}: ${shown(name, value)}`, without: { [name]: undefined } }]
        : []
    }),
    ...asked.etiqueta.map((label) => ({
      text: `#${label}`,
      without: { etiqueta: asked.etiqueta.filter((one) => one !== label) },
    })),
  ]
  return (
    <div class="filters">
      <fieldset class="pills">
        <legend class="visually-hidden">{texts.filter_tipo}</legend>
        {[undefined, ...kinds].map((kind) => (
          <button
            key={kind ?? 'all'}
            type="button"
            class="pill"
            aria-pressed={asked.tipo === kind}
            onClick={() => go({ tipo: kind })}
          >
            {kind ? texts[`kinds_${kind}`] : texts.kinds_all}
          </button>
        ))}
      </fieldset>
      {!asked.q && (
        <fieldset class="pills">
          <legend class="visually-hidden">{texts.order}</legend>
          {([undefined, 'populares'] as const).map((orden) => (
            <button
              key={orden ?? 'newest'}
              type="button"
              class="pill"
              aria-pressed={asked.orden === orden}
              onClick={() => go({ orden })}
            >
              {orden ? texts.mostSeen : texts.newest}
            </button>
          ))}
        </fieldset>
      )}
      {chips.length > 0 && (
        <ul class="chips" aria-label={texts.narrowedBy}>
          {chips.map(({ text, without }) => (
            <li key={text}>
              <button type="button" class="chip" aria-label={texts.withoutFilter(text)} onClick={() => go(without)}>
                {text} <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const NothingFound = ({ asked }: { asked: Asked }) => {
  const texts = useTexts()
  if (!asked.q && narrowing(asked) === 0) return <Empty title={texts.nothingYet} hint={texts.nothingYetHint} />
  return (
    <Empty title={texts.nothingFound} hint={texts.nothingFoundHint}>
      <a class="button" href="/catalogo">
        {texts.showAll}
      </a>
    </Empty>
  )
}
