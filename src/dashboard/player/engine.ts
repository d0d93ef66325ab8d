import type { ReadonlySignal } from '@preact/signals'

export interface Source {
  /** The path of a multivariant playlist. */
  url: string
  kind: 'picture' | 'sound'
  live: boolean
  /** Where to start, in seconds; lives start near their edge. */
  startAt?: number
}

/** What keeps the play from going on; `offline` mends itself, `unplayable` does not. */
export type Trouble = 'none' | 'buffering' | 'offline' | 'unplayable'

/** What carries a source into a media element, and never gives up on it. */
export interface Engine {
  trouble: ReadonlySignal<Trouble>
  /** Seconds behind the live edge; undefined for a recording and until it is known. */
  behind: ReadonlySignal<number | undefined>
  load(source: Source): void
  /** Jumps to the live edge and follows it again. */
  toLive(): void
  destroy(): void
}

export interface EngineDeps {
  media: HTMLVideoElement
  viewer: string
  /** A standstill for want of data is over; it lasted so long. */
  onStall: (lastedMs: number) => void
  /** A standstill goes on although media keeps coming in: the link is slower than the stream. */
  onCrawl: () => void
}

/** Fetches what plays before it is needed, beside the page's own first call. */
export const prepareEngine = (): void => void import('./hls-engine.ts')

/**
 * The engine that this browser can use: hls.js where Media Source Extensions exist (loaded on demand, it is heavier
 * than everything else), the browser's own HLS elsewhere, undefined where it can do neither.
 */
export const createEngine = async (deps: EngineDeps): Promise<Engine | undefined> => {
  const { createHlsEngine } = await import('./hls-engine.ts')
  const engine = createHlsEngine(deps)
  if (engine) return engine
  if (deps.media.canPlayType('application/vnd.apple.mpegurl') === '') return undefined
  const { createNativeEngine } = await import('./native-engine.ts')
  return createNativeEngine(deps)
}
