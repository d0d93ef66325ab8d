import type { Texts } from '../texts/es.ts'
import { languageName, ownNamed } from './language-name.ts'

/** The categories that every box begins with, in their order. */
export const categories = [
  'musica',
  'noticias',
  'entrevistas',
  'memoria',
  'lenguas',
  'territorio',
  'comunidad',
  'fiestas',
  'artes',
  'ficcion',
  'educacion',
  'salud',
  'infancia',
  'deportes',
  'otros',
] as const

/** A category as people call it; one that a box added is called by its code. */
export const categoryName = (code: string, texts: Texts): string => {
  const known = categories.find((one) => one === code)
  return known ? texts[`category_${known}`] : code
}

/** Languages to be chosen: those of the pages, and those that are spoken where these boxes stand. */
const spoken = ['es', 'pt', 'en', 'fr', ...ownNamed]

/** Languages by name, in the order of the page's language; `chosen` among them. */
export const languageChoices = (inLanguage: string, chosen?: string | null): { value: string; words: string }[] =>
  [...new Set([...spoken, ...(chosen ? [chosen] : [])])]
    .map((value) => ({ value, words: languageName(value, inLanguage) }))
    .toSorted((a, b) => a.words.localeCompare(b.words, inLanguage))
