import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import type { MediaPlaylist } from '../../src/packaging/playlist.ts'
import { untilPlayable } from '../bench/on-air.ts'
import { until } from './node-under-fault.ts'

/** A live as a viewer sees it who never looks away. */
export interface WatchedLive {
  /** Resolves when this many more parts are there. */
  goesOn(parts: number): Promise<void>
  /** How many discontinuities it has had in its whole life. */
  discontinuities(): number
  /** Seconds of what the playlist lists. */
  aired(): number
  /** What was answered other than a playlist. */
  readonly refused: string[]
  readonly media: MediaPlaylist
  stop(): Promise<void>
}

/** How many discontinuities a live has had by the end of this playlist (RFC 8216bis 4.4.3.3). */
export const discontinuitiesOf = ({ discontinuitySequence, segments, open }: MediaPlaylist): number =>
  discontinuitySequence + segments.filter((one) => one.discontinuity).length + Number(open?.discontinuity ?? false)

const partsOf = ({ segments, open }: MediaPlaylist) =>
  [...segments.flatMap((one) => one.parts), ...(open?.parts ?? [])].map((part) => part.uri)

/** Follows the main rendition by blocking reloads, from the moment that it can be played. @param hls the multivariant playlist */
export const watchLive = async (hls: string): Promise<WatchedLive> => {
  const { playlist, media: first } = await untilPlayable(hls, 50, 60_000)
  const leaving = new AbortController()
  const seen = new Set(partsOf(first))
  const refused: string[] = []
  let media = first
  const reload = async () => {
    const msn = media.mediaSequence + media.segments.length
    const next = `${playlist}?_HLS_msn=${msn}&_HLS_part=${media.open?.parts.length ?? 0}`
    const answer = await fetch(next, { signal: leaving.signal })
    const text = await answer.text()
    if (answer.status !== 200) return void refused.push(`${answer.status} ${text}`)
    media = parseMedia(text)
    for (const uri of partsOf(media)) seen.add(uri)
  }
  const run = async () => {
    while (!leaving.signal.aborted) {
      try {
        await reload()
      } catch (error) {
        if (!leaving.signal.aborted) refused.push(String(error))
      }
    }
  }
  const running = run()
  return {
    goesOn(parts) {
      const from = seen.size
      return until(`${parts} more parts`, () => seen.size >= from + parts).then(() => undefined)
    },
    discontinuities: () => discontinuitiesOf(media),
    aired: () => [...media.segments, ...(media.open?.parts ?? [])].reduce((sum, { duration }) => sum + duration, 0),
    refused,
    get media() {
      return media
    },
    stop() {
      leaving.abort()
      return running
    },
  }
}
