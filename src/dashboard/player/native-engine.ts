import { signal } from '@preact/signals'
import { createBackoff } from './backoff.ts'
import type { Engine, EngineDeps, Source, Trouble } from './engine.ts'
import { watchStandstill } from './standstill.ts'
import { withViewer } from './viewer-token.ts'

/** The browser's own HLS (iPhones without Media Source Extensions): it follows the edge by itself; we only never give up. */
export const createNativeEngine = ({ media, viewer, onStall }: EngineDeps): Engine => {
  const trouble = signal<Trouble>('none')
  const behind = signal<number | undefined>(undefined)
  const backoff = createBackoff()
  let source: Source | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  const open = (wanted: Source) => {
    clearTimeout(retry)
    const wasPlaying = !media.paused
    source = wanted
    media.src = wanted.live ? withViewer(wanted.url, viewer) : wanted.url
    if (wanted.startAt) media.currentTime = wanted.startAt
    if (wasPlaying) media.autoplay = true
  }
  const onError = () => {
    if (!source) return
    trouble.value = 'offline'
    const again = source.live ? source : { ...source, startAt: media.currentTime }
    clearTimeout(retry)
    retry = setTimeout(() => open(again), backoff.nextMs())
  }
  const onPlaying = () => {
    trouble.value = 'none'
    backoff.reset()
  }
  const unwatch = watchStandstill(media, {
    begins() {
      if (trouble.value === 'none') trouble.value = 'buffering'
    },
    ends: onStall,
  })
  media.addEventListener('error', onError)
  media.addEventListener('playing', onPlaying)
  const edge = () => (media.seekable.length > 0 ? media.seekable.end(media.seekable.length - 1) : undefined)
  const clock = setInterval(() => {
    const end = source?.live ? edge() : undefined
    behind.value = end === undefined ? undefined : Math.max(0, end - media.currentTime)
  }, 500)

  return {
    trouble,
    behind,
    load: open,
    toLive() {
      const end = edge()
      if (end !== undefined) media.currentTime = end
    },
    destroy() {
      clearTimeout(retry)
      clearInterval(clock)
      unwatch()
      media.removeEventListener('error', onError)
      media.removeEventListener('playing', onPlaying)
      media.removeAttribute('src')
      media.load()
    },
  }
}
