import { readFile, writeFile } from 'node:fs/promises'
import { filled, NodoError, type Words } from '../errors.ts'
import type { Medio } from '../model/contenido.ts'
import { newSaid } from '../model/dicho.ts'
import type { Id } from '../model/primitives.ts'
import { mediaName } from '../packaging/media-names.ts'
import {
  type Cue,
  phrasesOf,
  readSubtitles,
  SubtitleError,
  type SubtitleProblem,
  subtitleName,
  writeWebVtt,
} from '../packaging/subtitle-text.ts'
import { webVtt } from '../packaging/upload-preview.ts'
import { languageTag } from '../packaging/upload-words.ts'
import type { Actor } from './access.ts'
import type { OwnFiles } from './own-files.ts'
import type { SaidStore } from './said-store.ts'

/** What is said in contents, to be read. Of each language a content has one file. */
export interface Subtitles {
  /**
   * Gives a content subtitles, in the place of those that it has in that language.
   * @param path of a file of SubRip or WebVTT
   * @throws NodoError as OwnFiles does, datos_invalidos with the line where the file is neither
   */
  give(id: Id, idioma: string, path: string, actor: Actor, version?: number): Promise<void>
  /** @throws NodoError as OwnFiles does, subtitulos_no_encontrados */
  takeAway(id: Id, idioma: string, actor: Actor, version?: number): Promise<void>
}

const problems: Record<SubtitleProblem, Words> = {
  binario: {
    es: 'no es un archivo de texto: envía subtítulos .srt o .vtt',
    pt: 'não é um arquivo de texto: envie legendas .srt ou .vtt',
    en: 'is no text: send subtitles as .srt or .vtt',
  },
  vacio: {
    es: 'no tiene ningún subtítulo con texto',
    pt: 'não tem nenhuma legenda com texto',
    en: 'has no subtitle with words in it',
  },
  sin_hora: {
    es: 'línea {linea}: falta la hora del subtítulo, como 00:00:01,000 --> 00:00:04,000',
    pt: 'linha {linea}: falta o tempo da legenda, como 00:00:01,000 --> 00:00:04,000',
    en: 'line {linea}: the subtitle has no time, like 00:00:01,000 --> 00:00:04,000',
  },
  hora: {
    es: 'línea {linea}: la hora no se entiende, escríbela como 00:00:01,000 --> 00:00:04,000',
    pt: 'linha {linea}: o tempo não se entende, escreva-o como 00:00:01,000 --> 00:00:04,000',
    en: 'line {linea}: the time cannot be read, write it as 00:00:01,000 --> 00:00:04,000',
  },
  al_reves: {
    es: 'línea {linea}: el subtítulo termina antes de empezar',
    pt: 'linha {linea}: a legenda termina antes de começar',
    en: 'line {linea}: the subtitle ends before it begins',
  },
}
const noLanguage: Words = {
  es: 'no es una lengua: usa un código como es, pt-BR o nah',
  pt: 'não é uma língua: use um código como es, pt-BR ou nah',
  en: 'is no language: use a code like es, pt-BR or nah',
}

const wrong = (campo: string, problema: Words) => new NodoError('datos_invalidos', { details: [{ campo, problema }] })

/** @throws NodoError datos_invalidos */
const cuesOf = async (path: string): Promise<Cue[]> => {
  try {
    return readSubtitles(await readFile(path))
  } catch (error) {
    if (!(error instanceof SubtitleError)) throw error
    throw wrong('archivo', filled(problems[error.problem], { linea: error.line }))
  }
}

export const createSubtitles = ({ files, said }: { files: OwnFiles; said: SaidStore }): Subtitles => {
  const isOf = (idioma: string) => (medio: Medio) =>
    medio.formato === 'vtt' && mediaName(medio.url).name === subtitleName(idioma)
  return {
    async give(id, given, path, actor, version) {
      const idioma = languageTag(given)
      if (idioma === undefined) throw wrong('idioma', noLanguage)
      const cues = await cuesOf(path)
      let url = ''
      await files.replace(
        id,
        actor,
        async (_content, { temporary, keep }) => {
          const written = await temporary('vtt')
          await writeFile(written, writeWebVtt(cues))
          const medio = await keep(written, { ...webVtt, name: subtitleName(idioma) })
          url = medio.url
          return {
            goes: isOf(idioma),
            comes: [medio],
            fields: ({ subtitulos }) => ({
              subtitulos: [...subtitulos.filter((one) => one.idioma !== idioma), { idioma, url: medio.url }],
            }),
          }
        },
        version,
      )
      await said.put(newSaid({ contenido_id: id, idioma, url, frases: phrasesOf(cues) }))
    },
    async takeAway(id, given, actor, version) {
      const idioma = languageTag(given) ?? given
      await files.replace(
        id,
        actor,
        async ({ subtitulos }) => {
          if (!subtitulos.some((one) => one.idioma === idioma)) throw new NodoError('subtitulos_no_encontrados')
          return {
            goes: isOf(idioma),
            comes: [],
            fields: (now) => ({ subtitulos: now.subtitulos.filter((one) => one.idioma !== idioma) }),
          }
        },
        version,
      )
      await said.remove(id, idioma)
    },
  }
}
