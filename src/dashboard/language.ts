import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { en } from './texts/en.ts'
import { es, type Texts } from './texts/es.ts'
import { pt } from './texts/pt.ts'

const KEY = 'nodo.idioma'
const all = { es, pt, en } as const satisfies Record<string, Texts>

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
  /** Switches, and remembers it in this browser. */
  use(code: Code): void
}

const known = (tag: string | null | undefined): Code | undefined => {
  const code = tag?.slice(0, 2).toLowerCase()
  return code !== undefined && code in all ? (code as Code) : undefined
}

/** The language chosen before, else the first of the browser's that we speak, else Spanish. `<html lang>` follows. */
export const createLanguage = (window: Window): Language => {
  const { localStorage, navigator, document } = window
  const first = known(localStorage.getItem(KEY)) ?? navigator.languages.map(known).find((code) => code !== undefined)
  const code = signal<Code>(first ?? 'es')
  document.documentElement.lang = code.value
  return {
    code,
    texts: computed(() => all[code.value]),
    use(chosen) {
      code.value = chosen
      localStorage.setItem(KEY, chosen)
      document.documentElement.lang = chosen
    },
  }
}
