import { render } from 'preact'
import { createApi } from './api.ts'
import { AppContext } from './app-context.ts'
import { createLanguage, type Language } from './language.ts'
import { createNews } from './notices/news.ts'
import { createFollows } from './people/follows.ts'
import { randomToken } from './random.ts'
import { createRouter } from './router.ts'
import { createSession } from './session.ts'
import { Shell } from './shell.tsx'
import { createTabLock } from './tab-lock.ts'

/** Nothing can be said yet of a box that went away between the page and its texts: the page is asked for again. */
const RETRY_MS = 3_000

const start = (language: Language) => {
  const viewer = randomToken()
  const session = createSession(window)
  const api = createApi({
    session,
    language: () => language.code.value,
    fetch: window.fetch.bind(window),
    alone: createTabLock(localStorage, viewer),
  })
  const follows = createFollows({ api, session })
  const news = createNews({ api, session })
  const app = { api, session, follows, news, language, router: createRouter(window), viewer, freshKeys: new Map() }
  void api.resume()

  const root = document.getElementById('app')
  if (!root) throw new Error('no #app in the page')
  render(
    <AppContext.Provider value={app}>
      <Shell />
    </AppContext.Provider>,
    root,
  )
}

/** What is fetched first, and then draws the page. */
const prepare = async (): Promise<() => void> => {
  if (location.pathname.startsWith('/embed/')) return (await import('./embed/start.tsx')).prepareEmbedded()
  const language = await createLanguage(window)
  return () => start(language)
}

prepare().then(
  (draw) => draw(),
  () => setTimeout(() => location.reload(), RETRY_MS),
)
