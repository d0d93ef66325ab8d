import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { checkMedia } from '../../src/packaging/check-playlist.ts'
import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import type { MediaPlaylist } from '../../src/packaging/playlist.ts'

export interface Seen {
  msn: number
  /** Its Discontinuity Sequence Number. */
  stretch: number
  seconds: number
  uri: string
  map: string
  at: number | undefined
}

const reload = (playlist: MediaPlaylist): string => {
  if (!playlist.canBlockReload) return ''
  const msn = playlist.mediaSequence + playlist.segments.length
  return `?_HLS_msn=${msn}&_HLS_part=${playlist.open?.parts.length ?? 0}`
}

/**
 * A viewer that follows one media playlist as RFC 8216bis asks, by blocking reloads where it may, and holds every
 * version against every clause. A node that is away is asked again.
 */
export const watch = (t: Test, url: string) => {
  const found = new Set<string>()
  const segments = new Map<number, Seen>()
  let before: MediaPlaylist | undefined
  const statuses = new Set<number>()
  const stopped = new AbortController()

  const take = (now: MediaPlaylist) => {
    for (const clause of checkMedia(now, before)) found.add(clause)
    let { discontinuitySequence: stretch } = now
    for (const [n, { duration, uri, discontinuity, map = '', programDateTime: at }] of now.segments.entries()) {
      if (discontinuity) stretch++
      const msn = now.mediaSequence + n
      const known = segments.get(msn)
      if (known && (known.uri !== uri || known.stretch !== stretch)) found.add(`segment ${msn} became another one`)
      segments.set(msn, { msn, stretch, seconds: duration, uri, map, at })
    }
    before = now
  }

  const follow = async () => {
    while (!stopped.signal.aborted && !before?.endList) {
      try {
        const answer = await fetch(url + (before ? reload(before) : ''), { signal: stopped.signal })
        const text = await answer.text()
        statuses.add(answer.status)
        if (answer.status === 200) take(parseMedia(text))
        else before = undefined
        if (answer.status !== 200 || !before?.canBlockReload) await sleep(100)
      } catch (error) {
        if (stopped.signal.aborted) return
        if (!(error instanceof TypeError)) throw error
        // Nobody answers: a playlist that comes later is of another run, which remembers no version of ours.
        before = undefined
        await sleep(100)
      }
    }
  }
  const following = follow()
  const stop = async () => {
    stopped.abort()
    await following
  }
  t.teardown(stop)
  return {
    stop,
    /** Resolves when the playlist has ended. */
    ended: following,
    /** Clauses that were broken. */
    found: () => [...found],
    playlist: () => before,
    segments: () => [...segments.values()].sort((a, b) => a.msn - b.msn),
    seconds: () => [...segments.values()].reduce((sum, { seconds }) => sum + seconds, 0),
    /** Seconds of media that were seen, the parts of the segment that is being made too. */
    aired: () =>
      [...segments.values(), ...(before?.open?.parts ?? []).map(({ duration }) => ({ seconds: duration }))].reduce(
        (sum, { seconds }) => sum + seconds,
        0,
      ),
    /** The stretches in their order, each once. */
    stretches: () => [...new Set([...segments.values()].sort((a, b) => a.msn - b.msn).map(({ stretch }) => stretch))],
    statuses: () => [...statuses],
  }
}
export type Viewer = ReturnType<typeof watch>
