import { setTimeout as sleep } from 'node:timers/promises'
import { parseMedia, parseMultivariant } from '../../src/packaging/parse-playlist.ts'
import type { MediaPlaylist } from '../../src/packaging/playlist.ts'

const text = async (url: string): Promise<string> => {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`${answer.status} from ${url}`)
  return answer.text()
}

/** What of a live can be had now. Addresses are absolute. */
export interface OnAir {
  /** The media playlist of the first variant, with pictures. */
  playlist: string
  media: MediaPlaylist
  /** The newest whole segment and part. */
  segment: string | undefined
  part: string | undefined
}

/** @throws while it answers with anything but 200 */
export const look = async (hls: string): Promise<OnAir> => {
  const first = parseMultivariant(await text(hls)).variants[0]
  if (!first) throw new Error('there is no variant yet')
  const playlist = new URL(first.uri, hls).href
  const media = parseMedia(await text(playlist))
  const address = (uri: string | undefined) => (uri === undefined ? undefined : new URL(uri, playlist).href)
  const parts = [...media.segments.flatMap((segment) => segment.parts), ...(media.open?.parts ?? [])]
  return { playlist, media, segment: address(media.segments.at(-1)?.uri), part: address(parts.at(-1)?.uri) }
}

/** Asks until both playlists are there and a part or segment of them has bytes. @throws after `withinMs` */
export const untilPlayable = async (hls: string, everyMs = 10, withinMs = 20_000): Promise<OnAir> => {
  const begun = performance.now()
  for (;;) {
    try {
      const found = await look(hls)
      const answer = await fetch(found.part ?? found.segment ?? hls)
      if ((found.part ?? found.segment) && answer.status === 200 && (await answer.arrayBuffer()).byteLength > 0)
        return found
    } catch (error) {
      if (performance.now() - begun > withinMs) throw error
    }
    await sleep(everyMs)
  }
}
