import { type CatchUp, createCatchUp, type Profile } from './catch-up.ts'

const EVERY_MS = 100

/** Media buffered ahead of the playhead, in seconds; 0 where the playhead is outside of what is buffered. */
export const bufferedAhead = (media: HTMLMediaElement): number => {
  const { buffered, currentTime } = media
  for (let i = 0; i < buffered.length; i++) {
    if (buffered.start(i) <= currentTime + 0.1 && buffered.end(i) > currentTime) return buffered.end(i) - currentTime
  }
  return 0
}

/** Less than this ahead at a standstill is a want of data; with more the device was busy, and more would not help. */
const STARVED = 0.2
export const starves = (media: HTMLMediaElement): boolean => bufferedAhead(media) < STARVED

/** Wires the catch-up control to a media element. */
export const followLive = (media: HTMLMediaElement, profile: Profile) => {
  const control: CatchUp = createCatchUp(profile)
  let following = true
  const tick = () => {
    const ahead = bufferedAhead(media)
    const moving = following && !media.paused && !media.seeking && media.readyState >= media.HAVE_FUTURE_DATA
    const { rate, skip } = control.step({ atMs: performance.now(), ahead, moving })
    if (media.playbackRate !== rate) media.playbackRate = rate
    if (skip !== undefined) media.currentTime += skip
  }
  const onSeeking = () => control.forget()
  /** Who pauses long wants to go on from there; who pauses for a moment is still live. */
  const onPlay = () => {
    following = following || bufferedAhead(media) < profile.skipFrom
  }
  const onPause = () => {
    following = false
  }
  media.preservesPitch = true
  media.addEventListener('seeking', onSeeking)
  media.addEventListener('play', onPlay)
  media.addEventListener('pause', onPause)
  const timer = setInterval(tick, EVERY_MS)
  return {
    stalled: () => control.stalled(),
    reserve: () => control.reserve(),
    /** The viewer asks for the live edge, or chooses to stay behind it. */
    follow(wanted: boolean): void {
      following = wanted
      control.forget()
    },
    stop(): void {
      clearInterval(timer)
      media.removeEventListener('seeking', onSeeking)
      media.removeEventListener('play', onPlay)
      media.removeEventListener('pause', onPause)
      media.playbackRate = 1
    },
  }
}

export type FollowLive = ReturnType<typeof followLive>
