import type { Contenido, ContenidoBreve, ContenidoFila, ContenidoVista, Medio } from '../model/contenido.ts'
import type { EstadoTransmision } from '../model/transmision.ts'
import { mediaName } from '../packaging/media-names.ts'
import type { ContentRow, ContentWithCreator } from './store.ts'

/** What a content's addresses depend on besides its record. */
export interface Circumstances {
  /** The state of its live; undefined where it has none that is known. */
  live: EstadoTransmision | undefined
  /** Progress of the job that prepares its download; undefined when nothing is being prepared. */
  progress: number | undefined
}

/** What is told of a content besides what people made of it. */
export type ContentView = Omit<ContenidoFila, 'estadisticas' | 'mio' | 'colaboradores'>

/** What a person takes home: the video where there is one, else the sound, else what was uploaded, as it is. */
export const downloadOf = ({ medios }: Pick<Contenido, 'medios'>): Medio | undefined =>
  ['mp4', 'm4a', 'original'].flatMap((wanted) => medios.find(({ formato }) => formato === wanted) ?? [])[0]

/** What is played of an upload. */
const renditionsOf = ({ medios }: Pick<Contenido, 'medios'>): Medio[] =>
  medios.filter(({ formato }) => formato === 'cmaf')

/**
 * The folder that its playlists stand in: the live's while that is not over, the content's once something was recorded or
 * an upload is prepared.
 */
const folderOf = ({ contenido, transmision_id }: ContentRow, live: Circumstances['live']): string | undefined => {
  if (transmision_id !== null && live !== undefined && live !== 'finalizada') return `/hls/${transmision_id}`
  const recorded = transmision_id !== null && (contenido.duracion_ms ?? 0) > 0
  return recorded || renditionsOf(contenido).length > 0 ? `/media/${contenido.id}` : undefined
}

const isPreview = ({ formato, url }: Medio) => formato === 'vtt' && mediaName(url).name === 'vistazo'
const isSound = ({ ancho }: Medio) => ancho === null

/** Whether there are renditions of sound alone. Of a recording its download tells, and until that is made it is taken to. */
const isHeard = (contenido: Pick<Contenido, 'medios'>): boolean => {
  const renditions = renditionsOf(contenido)
  if (renditions.length > 0) return renditions.some(isSound)
  const download = downloadOf(contenido)
  return download === undefined || /mp4a/.test(download.codecs)
}

const availabilityOf = (
  contenido: Pick<Contenido, 'tipo' | 'medios'>,
  folder: string | undefined,
): ContenidoFila['disponible'] => {
  if (contenido.tipo === 'texto') return 'completo'
  if (folder === undefined) return 'solo_metadatos'
  const renditions = renditionsOf(contenido)
  return contenido.tipo === 'video' && renditions.length > 0 && renditions.every(isSound) ? 'solo_audio' : 'completo'
}

/** A content as a reader gets it; addresses are paths (api.md, *Addresses*). */
export const viewOf = (row: ContentRow, { live, progress }: Circumstances): ContentView => {
  const { lamport: _lamport, ...contenido } = row.contenido
  const folder = folderOf(row, live)
  return {
    ...contenido,
    creador: row.creador,
    transmision_id: row.transmision_id,
    disponible: availabilityOf(row.contenido, folder),
    progreso: progress ?? null,
    url_hls: folder === undefined ? null : `${folder}/index.m3u8`,
    url_dash: renditionsOf(row.contenido).length > 0 ? `/media/${contenido.id}/manifest.mpd` : null,
    url_audio: folder === undefined || !isHeard(row.contenido) ? null : `${folder}/audio.m3u8`,
    url_vistazo: row.contenido.medios.find(isPreview)?.url ?? null,
    url_descarga: downloadOf(row.contenido)?.url ?? null,
  }
}

/** A content that has just been made, of which nobody could make anything yet. @param html its body, where it has one */
export const freshOf = (row: ContentWithCreator, html: string | null): ContenidoVista => ({
  ...viewOf(row, { live: undefined, progress: undefined }),
  estadisticas: { vistas: 0, me_gusta: 0, comentarios: 0, duracion_media_ms: 0 },
  mio: null,
  colaboradores: [],
  cuerpo: row.contenido.cuerpo,
  cuerpo_html: html,
})

/** A content in a list of something else. */
export const briefOf = ({ contenido, creador }: ContentRow): ContenidoBreve => {
  const { id, titulo, tipo, duracion_ms, miniatura } = contenido
  return { id, titulo, tipo, creador, duracion_ms, miniatura }
}
