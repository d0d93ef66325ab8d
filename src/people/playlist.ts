import type { ContenidoFila } from '../model/contenido.ts'

/** A title may not begin another line, and so another entry. */
const oneLine = (text: string) => text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ')

/**
 * A playlist as other players read it (extended M3U: `#EXTINF:<seconds, -1 unknown>,<creator> - <title>`, then where it
 * is); what has nothing to fetch is left out.
 * @param base where this box is: `http://nodo.local:8000`
 */
export const playlistOf = (name: string, contents: readonly ContenidoFila[], base: string): string => {
  const entries = contents.flatMap(({ titulo, creador, duracion_ms, url_descarga, url_hls }) => {
    const path = url_descarga ?? url_hls
    if (path === null) return []
    const seconds = duracion_ms === null ? -1 : Math.round(duracion_ms / 1000)
    return [`#EXTINF:${seconds},${oneLine(`${creador.nombre} - ${titulo}`)}`, `${base}${path}`]
  })
  return ['#EXTM3U', `#PLAYLIST:${oneLine(name)}`, ...entries, ''].join('\n')
}
