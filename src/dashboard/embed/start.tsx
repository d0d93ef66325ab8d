import { render } from 'preact'
import { createApi } from '../api.ts'
import { AppContext } from '../app-context.ts'
import { createLanguage, type Language } from '../language.ts'
import { createNews } from '../notices/news.ts'
import { createFollows } from '../people/follows.ts'
import { randomToken } from '../random.ts'
import { createRouter } from '../router.ts'
import { createSession } from '../session.ts'
import { createTabLock } from '../tab-lock.ts'
import { Embedded } from './embedded.tsx'
import { forgetful, rememberSomehow } from './memory.ts'

/**
 * The player of one content in a page of others: `/embed/{contenido}`. Nobody is ever signed in here: what a page around
 * it could make a person tap is never done in their name.
 */
const start = (language: Language): void => {
  const viewer = randomToken()
  const memory = forgetful()
  const session = createSession({ localStorage: memory, addEventListener: () => undefined } as unknown as Window)
  const api = createApi({
    session,
    language: () => language.code.value,
    fetch: window.fetch.bind(window),
    alone: createTabLock(memory, viewer),
  })
  const follows = createFollows({ api, session })
  const news = createNews({ api, session })
  const app = { api, session, follows, news, language, router: createRouter(window), viewer, freshKeys: new Map() }

  const root = document.getElementById('app')
  if (!root) throw new Error('no #app in the page')
  const [, , id = ''] = location.pathname.split('/')
  render(
    <AppContext.Provider value={app}>
      <Embedded id={id} />
    </AppContext.Provider>,
    root,
  )
}

/** Rejects where the box went away meanwhile. @returns what draws the page */
export const prepareEmbedded = async (): Promise<() => void> => {
  rememberSomehow(window)
  const language = await createLanguage(window)
  return () => start(language)
}
