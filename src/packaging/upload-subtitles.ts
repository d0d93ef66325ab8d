import { readFile, writeFile } from 'node:fs/promises'
import type { Medio, Subtitulo } from '../model/contenido.ts'
import { type Dicho, newSaid } from '../model/dicho.ts'
import { type Cue, phrasesOf, readSubtitles, SubtitleError, subtitleName, writeWebVtt } from './subtitle-text.ts'
import { webVtt } from './upload-preview.ts'
import { languageTag } from './upload-words.ts'
import type { UploadWork } from './upload-work.ts'

/** Of words; those of pictures can only be shown as they are. */
const ofWords = ['subrip', 'srt', 'ass', 'ssa', 'mov_text', 'webvtt', 'text']
const most = 20
const limitMs = 600_000

/** What a track says, whatever stands in it; undefined where that is nothing to read. */
const cuesOf = async (path: string): Promise<Cue[] | undefined> => {
  try {
    return readSubtitles(await readFile(path))
  } catch (error) {
    if (error instanceof SubtitleError) return undefined
    throw error
  }
}

/** Files of words, which language each is in, and what is said in them. */
export interface Taken {
  medios: Medio[]
  subtitulos: Subtitulo[]
  dichos: Dicho[]
}

/**
 * The tracks of words that a file brings, as WebVTT: of each language the first that has any.
 * @throws MediaError, the signal's reason
 */
export const takeSubtitles = async (work: UploadWork): Promise<Taken> => {
  const { probe, content } = work
  const known = new Set(content.subtitulos.map(({ idioma }) => idioma))
  const tracks = probe.tracks.filter(({ kind, codec }) => kind === 'subtitle' && ofWords.includes(codec)).slice(0, most)
  const spoken = tracks.map(({ index, language }) => ({
    index,
    idioma: languageTag(language) ?? content.idioma ?? 'und',
  }))
  const paths = await Promise.all(spoken.map(() => work.temporary('vtt')))
  const medios: Medio[] = []
  const subtitulos: Subtitulo[] = []
  const dichos: Dicho[] = []
  if (spoken.length === 0) return { medios, subtitulos, dichos }
  await work.tools.run({
    inputs: [{ from: work.path }],
    outputs: spoken.map(({ index }, i) => ({
      to: paths[i] as string,
      options: ['-map', `0:${index}`, '-c:s', 'webvtt', '-map_metadata', '-1', '-map_chapters', '-1', '-f', 'webvtt'],
    })),
    limitMs,
    signal: work.signal,
  })
  for (const [i, { idioma }] of spoken.entries()) {
    const path = paths[i] as string
    const cues = known.has(idioma) ? undefined : await cuesOf(path)
    if (!cues) continue
    known.add(idioma)
    const written = await work.temporary('vtt')
    await writeFile(written, writeWebVtt(cues))
    const medio = await work.keep(written, { ...webVtt, name: subtitleName(idioma) })
    medios.push(medio)
    subtitulos.push({ idioma, url: medio.url })
    dichos.push(newSaid({ contenido_id: content.id, idioma, url: medio.url, frases: phrasesOf(cues) }))
  }
  return { medios, subtitulos, dichos }
}
