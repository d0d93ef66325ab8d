import type { OnAir } from '../delivery/hls.ts'
import type { Senal } from '../model/transmision.ts'
import type { Rendition } from '../packaging/live-command.ts'
import type { PackagingEvent } from '../packaging/live-events.ts'
import { createWindow, type RenditionWindow } from '../packaging/window.ts'

/** A viewer is somebody who asked for a playlist within this time. */
const PRESENT_MS = 10_000

/** A live as the main thread holds it: its windows, its viewers and its encoder's signal. */
export interface Air {
  /** What delivery serves; undefined until the first fragment. */
  onAir(): OnAir | undefined
  /** Where the rendition's playlist ends; undefined while it has not begun. */
  newest(rendition: Rendition): { secuencia: number; tramo: number } | undefined
  take(event: Extract<PackagingEvent, { type: 'init' | 'fragment' }>): void
  viewers(): number
  /** The most viewers at once so far. */
  mostViewers(): number
  signal: Senal | null
  end(): void
}

/** @param prefix of every name of this run @param mostBefore the most viewers that an earlier run has seen */
export const createAir = (prefix: string, mostBefore: number): Air => {
  const windows = new Map<string, RenditionWindow>()
  const present = new Map<string, number>()
  let most = mostBefore
  let begun = false

  const seen = (viewer: string) => {
    present.set(viewer, performance.now())
    if (present.size > most) most = Math.max(most, count())
  }
  const count = () => {
    const since = performance.now() - PRESENT_MS
    for (const [viewer, at] of present) if (at < since) present.delete(viewer)
    return present.size
  }
  const windowOf = (rendition: string) => {
    let window = windows.get(rendition)
    if (!window) {
      window = createWindow(prefix, rendition === 'main')
      windows.set(rendition, window)
    }
    return window
  }

  return {
    onAir() {
      const main = windows.get('main')
      if (!main || !begun) return undefined
      const audio = ['aac', 'opus'].flatMap((name) => {
        const window = windows.get(name)
        return window ? [{ name, window }] : []
      })
      return { main, audio, seen }
    },
    newest: (rendition) => windows.get(rendition)?.newest(),
    take(event) {
      if (event.type === 'init') return windowOf(event.rendition).init(event.tramo, event.bytes, event.tracks)
      begun ||= event.fragment.rendition === 'main'
      windowOf(event.fragment.rendition).fragment(event.fragment)
    },
    viewers: count,
    mostViewers: () => most,
    signal: null,
    end() {
      for (const window of windows.values()) window.end()
    },
  }
}
