import type { Contenido } from '../model/contenido.ts'

/** A part of a content that has a name of its own. */
export interface Chapter {
  fromMs: number
  titulo: string
}

/** Under which name they stand among what else is known of a content. */
export const chaptersKey = 'capitulos'

/** The file of them beside a content's others. */
export const chaptersFile = 'capitulos.json'

const written = /^\s*(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)\s+(\S.*)$/

/** `1:02:03 El río` as people write it, among `metadatos_enriquecidos`; what is not so is left out. In their order. */
export const chaptersOf = ({ metadatos_enriquecidos: known }: Pick<Contenido, 'metadatos_enriquecidos'>): Chapter[] => {
  const lines = known[chaptersKey]
  if (!Array.isArray(lines)) return []
  const chapters = lines.flatMap((line): Chapter[] => {
    const [, hours = '0', minutes, seconds, titulo] = written.exec(String(line)) ?? []
    if (titulo === undefined) return []
    return [{ fromMs: (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000, titulo: titulo.trim() }]
  })
  return chapters.toSorted((one, other) => one.fromMs - other.fromMs)
}

/** The line of a chapter. */
export const chapterLine = ({ fromMs, titulo }: Chapter): string => {
  const seconds = Math.round(fromMs / 1000)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)} ${titulo}`
}
