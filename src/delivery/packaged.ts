import type { Contenido, Medio } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import { mediaName } from '../packaging/media-names.ts'
import { readPackaged } from '../packaging/packaged-file.ts'
import {
  type PackagedRendition,
  type PackagedSubtitles,
  packagedMedia,
  packagedMultivariant,
  playlistOf,
  subtitlesMedia,
} from '../packaging/packaged-playlists.ts'
import { packagedMpd } from '../packaging/write-mpd.ts'
import { writeMedia, writeMultivariant } from '../packaging/write-playlist.ts'
import type { BlobStore } from '../storage/blobs/blobs.ts'
import { createKept } from './kept.ts'
import { type PlaylistText, withTag } from './playlist-text.ts'

/** The playlists of an upload by their file: `index.m3u8`, `audio.m3u8`, `video.m3u8` …, `manifest.mpd`. */
type Playlists = ReadonlyMap<string, PlaylistText>

/**
 * The playlists of what was uploaded, made of the files themselves: each has its index at its head, so that nothing else
 * need be kept of it, and they agree with the files whatever happened to them.
 */
export const createPackaged = ({ blobs }: { blobs: Pick<BlobStore, 'path'> }) => {
  const renditionOf = async (medio: Medio): Promise<PackagedRendition | undefined> => {
    const path = medio.sha256 ? blobs.path(medio.sha256) : undefined
    if (path === undefined) return undefined
    const { file, name } = mediaName(medio.url)
    return { name, uri: file, file: await readPackaged(path), ancho: medio.ancho, alto: medio.alto }
  }

  const subtitlesOf = ({ medios, subtitulos }: Contenido): PackagedSubtitles[] =>
    subtitulos.flatMap(({ idioma, url }) => {
      const medio = medios.find((one) => one.url === url)
      if (!medio?.sha256 || blobs.path(medio.sha256) === undefined) return []
      const { file, name } = mediaName(url)
      return [{ idioma, name, uri: file, bytes: medio.tamano_bytes }]
    })

  const make = async (content: Contenido, medios: readonly Medio[]): Promise<Playlists> => {
    const found = await Promise.all(medios.map(renditionOf))
    const renditions = found.filter((one) => one !== undefined)
    const playlists = new Map<string, PlaylistText>()
    if (renditions.length === 0) return playlists
    for (const one of renditions) playlists.set(playlistOf(one), withTag(writeMedia(packagedMedia(renditions, one))))
    const about = { language: content.idioma ?? undefined, subtitles: subtitlesOf(content) }
    for (const one of about.subtitles)
      playlists.set(playlistOf(one), withTag(writeMedia(subtitlesMedia(renditions, one.uri))))
    const index = packagedMultivariant(renditions, 'all', about)
    const audio = packagedMultivariant(renditions, 'audio')
    if (index) playlists.set('index.m3u8', withTag(writeMultivariant(index)))
    if (audio) playlists.set('audio.m3u8', withTag(writeMultivariant(audio)))
    const mpd = packagedMpd(renditions, about)
    if (mpd) playlists.set('manifest.mpd', withTag(mpd))
    return playlists
  }

  const kept = createKept<Id, { of: string; playlists: Promise<Playlists> }>(16)
  return {
    /** @returns undefined where there is no such playlist */
    async of(content: Contenido, name: string): Promise<PlaylistText | undefined> {
      const medios = content.medios.filter(({ formato }) => formato === 'cmaf')
      if (medios.length === 0) return undefined
      const of = JSON.stringify([content.idioma, medios.map(({ sha256 }) => sha256), content.subtitulos])
      const known = kept.get(content.id)
      if (known?.of === of) return (await known.playlists).get(name)
      const playlists = make(content, medios)
      kept.set(content.id, { of, playlists })
      playlists.catch(() => kept.delete(content.id))
      return (await playlists).get(name)
    },
  }
}
