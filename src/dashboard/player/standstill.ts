/**
 * Tells when the play stands still for want of data: not while paused, seeking, or before the first picture.
 * @returns what takes the listeners away again
 */
export const watchStandstill = (
  media: HTMLMediaElement,
  heard: { begins: () => void; ends: (lastedMs: number) => void },
): (() => void) => {
  let since: number | undefined
  let played = false
  const onWaiting = () => {
    if (!played || media.seeking || media.paused || since !== undefined) return
    since = performance.now()
    heard.begins()
  }
  const onPlaying = () => {
    played = true
    if (since !== undefined) heard.ends(performance.now() - since)
    since = undefined
  }
  const forget = () => {
    since = undefined
  }
  const anew = () => {
    played = false
    since = undefined
  }
  const all = { waiting: onWaiting, playing: onPlaying, pause: forget, seeking: forget, emptied: anew } as const
  for (const [name, listener] of Object.entries(all)) media.addEventListener(name, listener)
  return () => {
    for (const [name, listener] of Object.entries(all)) media.removeEventListener(name, listener)
  }
}
