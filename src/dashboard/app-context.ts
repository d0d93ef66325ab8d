import { createContext } from 'preact'
import { useContext, useEffect } from 'preact/hooks'
import type { Ingesta } from '../model/transmision.ts'
import { type Api, Refusal, Unreachable } from './api.ts'
import type { Language } from './language.ts'
import type { News } from './notices/news.ts'
import type { Follows } from './people/follows.ts'
import type { Router } from './router.ts'
import type { Session } from './session.ts'
import type { Texts } from './texts/es.ts'

/** What every page works with; made once, in `main.tsx`. */
export interface App {
  api: Api
  session: Session
  follows: Follows
  news: News
  router: Router
  language: Language
  /** Random, of this page load: by it the box counts one viewer once. */
  viewer: string
  /** Stream keys made in this page load, by live: shown once means that nothing else keeps them. */
  freshKeys: Map<string, Ingesta>
}

export const AppContext = createContext<App | undefined>(undefined)

export const useApp = (): App => {
  const app = useContext(AppContext)
  if (!app) throw new Error('no AppContext above this component')
  return app
}

/** The texts of the current language; the component is drawn again when it changes. */
export const useTexts = (): Texts => useApp().language.texts.value

/** The page's title, before the name of the node. */
export const useTitle = (title: string | undefined): void => {
  useEffect(() => {
    document.title = title ? `${title} · ComuniArte Nodo` : 'ComuniArte Nodo'
  }, [title])
}

/** What to tell a person about a failed call. Other errors are bugs and are thrown on. */
export const wordsOf = (error: unknown, texts: Texts): string => {
  if (error instanceof Refusal) return error.message
  if (error instanceof Unreachable) return texts.unreachable
  throw error
}
