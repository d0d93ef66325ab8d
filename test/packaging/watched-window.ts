import { checkMedia } from '../../src/packaging/check-playlist.ts'
import type { LiveFragment } from '../../src/packaging/live-events.ts'
import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import type { MediaPlaylist } from '../../src/packaging/playlist.ts'
import { createSegmenter } from '../../src/packaging/segmenter.ts'
import { createWindow } from '../../src/packaging/window.ts'

const video = { id: 1, kind: 'video', timescale: 1000, codec: 'avc1.64001f', width: 320, height: 180 } as const

/** A live whose fragments are fed to a window by hand; every version of its playlist is checked as it comes. */
export const watched = (first = { secuencia: 0, tramo: 0 }, parts = true) => {
  const window = createWindow('k', parts)
  const found: string[] = []
  let tramo = first.tramo - 1
  let secuencia = first.secuencia - 1
  let at = 1_700_000_000_000
  let segmenter = createSegmenter()
  let before: MediaPlaylist | undefined
  let made = 0

  const look = () => {
    const now = parseMedia(window.playlist())
    found.push(...checkMedia(now, before))
    before = now
    return now
  }
  const stretch = (skipped = 0) => {
    tramo += 1 + skipped
    segmenter = createSegmenter()
    window.init(tramo, Uint8Array.of(tramo), [video])
  }
  const fragment = (seconds: number, independent: boolean) => {
    const placed = segmenter.place(seconds, independent)
    if (placed.opens) secuencia++
    const given: LiveFragment = {
      rendition: 'main',
      tramo,
      secuencia,
      ...placed,
      seconds,
      independent,
      at,
      relleno: false,
      bytes: Uint8Array.of(++made & 255, made >> 8),
    }
    window.fragment(given)
    at += seconds * 1000
    return look()
  }
  const seconds = (length: number, gop = 2) => {
    for (let n = 0; n < Math.round(length * 5); n++) fragment(0.2, n % (gop * 5) === 0)
    return look()
  }
  return { window, found, stretch, fragment, seconds, look, skip: (numbers: number) => (secuencia += numbers) }
}

/** How a blocking reload is answered, and whether it has been since. */
export const reload = (window: ReturnType<typeof createWindow>, msn: number, part?: number) => {
  const asked = { answer: '' as string, released: false }
  asked.answer = window.await(msn, part, () => {
    asked.released = true
  })
  return asked
}
