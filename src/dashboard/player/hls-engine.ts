import { signal } from '@preact/signals'
import Hls, { type HlsConfig } from 'hls.js/light'
import { createBackoff } from './backoff.ts'
import { partsProfile, segmentsProfile } from './catch-up.ts'
import type { Engine, EngineDeps, Source, Trouble } from './engine.ts'
import { bufferedAhead, type FollowLive, followLive, starves } from './follow-live.ts'
import { watchStandstill } from './standstill.ts'
import { withViewer } from './viewer-token.ts'

/** A standstill this long, with nobody reporting an error, is mended by opening the source anew. */
const STUCK_MS = 12_000
/** A standstill this long, while media arrived within the next, yet slower than it plays, is a link that is too slow. */
const CRAWL_MS = 5_000
const CRAWL_ARRIVAL_MS = 3_000
const CRAWL_SPEED = 0.8
const ANSWER_WITHIN_MS = 4_000

const playlistPolicy = {
  default: {
    maxTimeToFirstByteMs: 8_000,
    maxLoadTimeMs: 12_000,
    timeoutRetry: { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: 3, retryDelayMs: 300, maxRetryDelayMs: 2_000 },
  },
}

/** hls.js leaves rate and target alone here: the catch-up control is ours, and a stall must not raise a target for good. */
const settings = (viewer: string, source: Source): Partial<HlsConfig> => ({
  lowLatencyMode: true,
  maxLiveSyncPlaybackRate: 1,
  liveSyncOnStallIncrease: 0,
  liveDurationInfinity: true,
  backBufferLength: 30,
  startPosition: source.startAt ?? -1,
  enableWorker: false,
  manifestLoadPolicy: playlistPolicy,
  playlistLoadPolicy: playlistPolicy,
  xhrSetup(xhr, url) {
    if (source.live && xhr.readyState === XMLHttpRequest.UNSENT) xhr.open('GET', withViewer(url, viewer), true)
  },
})

/** @returns undefined where this browser has no Media Source Extensions */
export const createHlsEngine = ({ media, viewer, onStall, onCrawl }: EngineDeps): Engine | undefined => {
  if (!Hls.isSupported()) return undefined
  const trouble = signal<Trouble>('none')
  const behind = signal<number | undefined>(undefined)
  const backoff = createBackoff()
  let hls: Hls | undefined
  let live: FollowLive | undefined
  let source: Source | undefined
  /** Grows with each opening: what an earlier one still reports is out of date. */
  let opening = 0
  let mending = false
  let stuck: ReturnType<typeof setTimeout> | undefined
  let crawl: ReturnType<typeof setTimeout> | undefined
  let arrivedMs = 0
  let starved = false

  const atEase = () => {
    clearTimeout(stuck)
    clearTimeout(crawl)
  }
  const close = () => {
    atEase()
    live?.stop()
    live = undefined
    hls?.destroy()
    hls = undefined
  }

  const open = (wanted: Source) => {
    const wasPlaying = !media.paused
    close()
    source = wanted
    const mine = ++opening
    mending = false
    const instance = new Hls(settings(viewer, wanted))
    hls = instance
    instance.on(Hls.Events.LEVEL_LOADED, (_, { details }) => {
      if (mine !== opening || !details.live || live) return
      live = followLive(media, details.partList ? partsProfile : segmentsProfile)
    })
    instance.on(Hls.Events.FRAG_LOADED, () => {
      arrivedMs = performance.now()
    })
    instance.on(Hls.Events.ERROR, (_, error) => {
      if (mine !== opening) return
      const network = error.type === Hls.ErrorTypes.NETWORK_ERROR
      if (error.fatal) void mend(network)
      else if (network && trouble.value === 'buffering') trouble.value = 'offline'
    })
    instance.loadSource(wanted.url)
    instance.attachMedia(media)
    if (wasPlaying) void media.play().catch(ignoreAbort)
  }

  /** Waits until the box answers, for as long as it takes, and opens the source anew where the play was (a live: at its edge). */
  const mend = async (network: boolean) => {
    if (mending || !source) return
    mending = true
    const mine = opening
    trouble.value = network ? 'offline' : 'buffering'
    const wanted = source.live ? source : { ...source, startAt: media.currentTime }
    for (;;) {
      await pause(backoff.nextMs())
      if (mine !== opening) return
      const answered = await answers(withViewer(wanted.url, viewer))
      if (mine !== opening) return
      if (answered) break
      trouble.value = 'offline'
    }
    open(wanted)
  }

  const unwatch = watchStandstill(media, {
    begins() {
      if (trouble.value === 'none') trouble.value = navigator.onLine ? 'buffering' : 'offline'
      starved = starves(media)
      if (starved) live?.stalled()
      const ahead = bufferedAhead(media)
      atEase()
      stuck = setTimeout(() => void mend(false), STUCK_MS)
      crawl = setTimeout(() => {
        const arrives = performance.now() - arrivedMs < CRAWL_ARRIVAL_MS
        const speed = (bufferedAhead(media) - ahead) / (CRAWL_MS / 1000)
        if (arrives && speed < CRAWL_SPEED) onCrawl()
      }, CRAWL_MS)
    },
    ends(lastedMs) {
      if (starved) onStall(lastedMs)
    },
  })
  const onPlaying = () => {
    atEase()
    trouble.value = 'none'
  }
  const onProgress = () => {
    if (trouble.value === 'none' && media.readyState >= media.HAVE_FUTURE_DATA) backoff.reset()
  }
  media.addEventListener('playing', onPlaying)
  media.addEventListener('pause', atEase)
  media.addEventListener('timeupdate', onProgress)
  const clock = setInterval(() => {
    behind.value = source?.live && hls && hls.latency > 0 ? hls.latency : undefined
  }, 500)

  return {
    trouble,
    behind,
    load: open,
    toLive() {
      const edge = media.currentTime + bufferedAhead(media) - (live?.reserve() ?? 0)
      media.currentTime = Math.max(edge, hls?.liveSyncPosition ?? 0)
      live?.follow(true)
      void media.play().catch(ignoreAbort)
    },
    destroy() {
      opening++
      clearInterval(clock)
      unwatch()
      media.removeEventListener('playing', onPlaying)
      media.removeEventListener('pause', atEase)
      media.removeEventListener('timeupdate', onProgress)
      close()
    },
  }
}

/** Resolves after `ms`, or at once when the browser finds its network again. */
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
  })

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  )

/** A play() that a new load or the autoplay policy refused: the player shows a button for it. */
export const ignoreAbort = (error: unknown): void => {
  const expected =
    error instanceof DOMException && ['AbortError', 'NotAllowedError', 'NotSupportedError'].includes(error.name)
  if (!expected) throw error
}
