import type { Idioma } from '../errors.ts'

const spoken: readonly Idioma[] = ['es', 'pt', 'en']

/** The language of an answer after `Accept-Language` (RFC 9110 § 12.5.4): the best weighted that is spoken here, else Spanish. */
export const languageOf = (header: string | undefined): Idioma => {
  const wanted = (header ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const weight = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined)
    return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) }
  })
  // The sort is stable, so equal weights keep the reader's order.
  for (const { language, weight } of wanted.toSorted((a, b) => b.weight - a.weight)) {
    const found = spoken.find((idioma) => idioma === language)
    if (found && weight > 0) return found
  }
  return 'es'
}
