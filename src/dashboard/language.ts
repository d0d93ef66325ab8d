import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Texts } from './texts/es.ts'

const KEY = 'nodo.idioma'
/** Each is a file of its own: a reader fetches the one that they read. */
const all = {
  es: async (): Promise<Texts> => (await import('./texts/es.ts')).es,
  pt: async (): Promise<Texts> => (await import('./texts/pt.ts')).pt,
  en: async (): Promise<Texts> => (await import('./texts/en.ts')).en,
} as const

export type Code = keyof typeof all
/** Each language by its own name. */
export const languages: readonly { code: Code; name: string }[] = [
  { code: 'es', name: 'Español' },
  { code: 'pt', name: 'Português' },
  { code: 'en', name: 'English' },
]

export interface Language {
  code: ReadonlySignal<Code>
  texts: ReadonlySignal<Texts>
  /** Switches once its texts are here, and remembers it in this browser. */
  use(code: Code): Promise<void>
}

const known = (tag: string | null | undefined): Code | undefined => {
  const code = tag?.slice(0, 2).toLowerCase()
  return code !== undefined && code in all ? (code as Code) : undefined
}

/**
 * The language chosen before, else the first of the browser's that we speak, else Spanish. `<html lang>` follows.
 * Rejects where its texts cannot be fetched.
 */
export const createLanguage = async (window: Window): Promise<Language> => {
  const { localStorage, navigator, document } = window
  const first = known(localStorage.getItem(KEY)) ?? navigator.languages.map(known).find((code) => code !== undefined)
  const code = signal<Code>(first ?? 'es')
  const texts: Signal<Texts> = signal(await all[code.value]())
  document.documentElement.lang = code.value
  return {
    code,
    texts,
    async use(chosen) {
      const spoken = await all[chosen]()
      batch(() => {
        code.value = chosen
        texts.value = spoken
      })
      localStorage.setItem(KEY, chosen)
      document.documentElement.lang = chosen
    },
  }
}
