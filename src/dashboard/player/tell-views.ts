import type { SucesoVista } from '../../model/vista.ts'

/** After so much that was played the box is told again: what a cut costs of a history. */
const EVERY_MS = 10_000
/** Less than this is not worth a call of its own. */
const LEAST_MS = 1_000
/** A jump of the position is a seek, not something that was played. */
const JUMP_S = 2
/** What could not be told waits; beyond this the oldest is given up. */
const WAITING_MOST = 500

/** Counts over all the contents of a page load: the box takes each number of a session once. */
let told = 0

/**
 * Tells the box what a media element plays of a content: that it was opened, how much was played and how far. What
 * cannot be told is told with what comes next; what is told twice is counted once.
 * @param send rejects where the box did not take it
 * @returns what ends it, and tells the rest
 */
export const tellViews = (
  media: HTMLMediaElement,
  of: { contentId: string; session: string; live: boolean },
  send: (events: SucesoVista[]) => Promise<unknown>,
): (() => void) => {
  let opened = false
  let playedMs = 0
  let last = media.currentTime
  let waiting: SucesoVista[] = []
  let sending: Promise<void> = Promise.resolve()

  const note = (tipo: SucesoVista['tipo']) => {
    const event: SucesoVista = { contenido_id: of.contentId, tipo, sesion: of.session, n: ++told }
    if (tipo === 'progreso') event.duracion_ms = Math.round(playedMs)
    if (!of.live) event.posicion_ms = Math.round(media.currentTime * 1000)
    waiting = [...waiting, event].slice(-WAITING_MOST)
  }
  const flush = () => {
    sending = sending.then(async () => {
      const batch = waiting
      if (batch.length === 0) return
      const taken = await send(batch).then(
        () => true,
        () => false,
      )
      if (taken) waiting = waiting.filter((event) => !batch.includes(event))
    })
  }
  const tell = (least: number) => {
    if (playedMs < least) return
    note('progreso')
    playedMs = 0
    flush()
  }
  const look = () => {
    const moved = media.currentTime - last
    last = media.currentTime
    if (media.paused || moved <= 0 || moved > JUMP_S) return
    if (!opened) {
      opened = true
      note('vista')
      flush()
    }
    playedMs += moved * 1000
    tell(EVERY_MS)
  }
  const rest = () => tell(LEAST_MS)
  media.addEventListener('timeupdate', look)
  for (const name of ['pause', 'ended']) media.addEventListener(name, rest)
  window.addEventListener('pagehide', rest)
  return () => {
    media.removeEventListener('timeupdate', look)
    for (const name of ['pause', 'ended']) media.removeEventListener(name, rest)
    window.removeEventListener('pagehide', rest)
    rest()
  }
}
