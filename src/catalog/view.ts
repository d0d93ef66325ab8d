import type { Contenido, ContenidoBreve, ContenidoVista, Medio } from '../model/contenido.ts'
import type { EstadoTransmision } from '../model/transmision.ts'
import type { ContentWithCreator } from './store.ts'

/** What a content's addresses depend on besides its record. */
export interface Circumstances {
  /** The state of its live; undefined where it has none that is known. */
  live: EstadoTransmision | undefined
  /** Progress of the job that prepares its download; undefined when nothing is being prepared. */
  progress: number | undefined
}

/** What a person takes home: the video where there is one, else the sound. */
export const downloadOf = ({ medios }: Contenido): Medio | undefined =>
  medios.find(({ formato }) => formato === 'mp4') ?? medios.find(({ formato }) => formato === 'm4a')

/** The folder that its playlists stand in: the live's while that is not over, the content's once something was recorded. */
const folderOf = (
  { contenido, transmision_id }: ContentWithCreator,
  live: Circumstances['live'],
): string | undefined => {
  if (transmision_id !== null && live !== undefined && live !== 'finalizada') return `/hls/${transmision_id}`
  if ((contenido.duracion_ms ?? 0) > 0) return `/media/${contenido.id}`
  return undefined
}

/** A content as a reader gets it; addresses are paths (api.md, *Addresses*). */
export const viewOf = (row: ContentWithCreator, { live, progress }: Circumstances): ContenidoVista => {
  const { lamport: _lamport, ...contenido } = row.contenido
  const folder = folderOf(row, live)
  return {
    ...contenido,
    creador: row.creador,
    transmision_id: row.transmision_id,
    disponible: folder === undefined ? 'solo_metadatos' : 'completo',
    progreso: progress ?? null,
    url_hls: folder === undefined ? null : `${folder}/index.m3u8`,
    url_audio: folder === undefined ? null : `${folder}/audio.m3u8`,
    url_descarga: downloadOf(row.contenido)?.url ?? null,
  }
}

/** A content in a list of something else. */
export const briefOf = ({ contenido, creador }: ContentWithCreator): ContenidoBreve => {
  const { id, titulo, tipo, duracion_ms, miniatura } = contenido
  return { id, titulo, tipo, creador, duracion_ms, miniatura }
}
