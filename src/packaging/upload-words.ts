import type { Contenido } from '../model/contenido.ts'
import { type Chapter, chapterLine, chaptersKey } from './chapters.ts'
import type { Probe } from './media-probe.ts'
import type { UploadPlan } from './upload-plan.ts'

/** Controls, halves of characters, and marks that turn the direction of text around. */
const unseen = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu

/** Anybody's words as one line; undefined where there is nothing to read in them. */
const line = (text: string | undefined, most: number): string | undefined => {
  const clean = (text ?? '').normalize('NFC').replace(unseen, ' ').replace(/\s+/g, ' ').trim()
  const short = Array.from(clean).slice(0, most).join('').trim()
  return short === '' ? undefined : short
}

/** What files say where nobody said anything. */
const noLanguage = ['und', 'mis', 'mul', 'zxx']

/** A language as files have it (ISO 639-2: `spa`) as BCP 47 does (`es`). */
export const languageTag = (told: string | undefined): string | undefined => {
  try {
    const [tag] = Intl.getCanonicalLocales(told ?? [])
    return tag === undefined || noLanguage.includes(tag) || tag.length > 35 ? undefined : tag
  } catch {
    return undefined
  }
}

/** As many as a field of a content holds; those that have a name. */
const chapterLines = (chapters: readonly Chapter[]): string[] | undefined => {
  const lines = chapters.flatMap(({ fromMs, titulo }) => {
    const name = line(titulo, 200)
    return name === undefined ? [] : [chapterLine({ fromMs, titulo: name })]
  })
  return lines.length > 0 ? lines.slice(0, 50) : undefined
}

/** What a file says of itself, for those fields of its content that nobody filled. */
export const wordsOf = (
  { tags, tracks, chapters }: Probe,
  { sound }: UploadPlan,
  content: Contenido,
): Partial<Contenido> => {
  const titulo = line(tags.get('title'), 200)
  const autor = line(tags.get('artist') ?? tags.get('album_artist') ?? tags.get('author'), 200)
  const idioma = languageTag(tracks.find(({ index }) => index === sound?.index)?.language)
  const told = {
    album: line(tags.get('album'), 200),
    fecha: line(tags.get('date') ?? tags.get('creation_time'), 40),
    [chaptersKey]: chapterLines(chapters),
  }
  const { metadatos_enriquecidos: known } = content
  const added = Object.entries(told).filter(([key, value]) => value !== undefined && known[key] === undefined)
  return {
    ...(content.titulo.trim() === '' && titulo !== undefined && { titulo }),
    ...(content.autor === null && autor !== undefined && { autor }),
    ...(content.idioma === null && idioma !== undefined && { idioma }),
    ...(added.length > 0 && { metadatos_enriquecidos: { ...known, ...Object.fromEntries(added) } }),
  }
}
