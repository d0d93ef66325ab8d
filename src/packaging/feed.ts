import { BoxError } from './boxes.ts'
import type { Child, ChildEnd, Children } from './children.ts'
import { createFragmentReader } from './fragment-reader.ts'
import type { Track } from './init.ts'
import type { Stretch } from './live.ts'
import { liveCommand, renditionsOf, type TrackSet } from './live-command.ts'

/** FLV that the child has not read yet; one that is further behind hangs. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024

/** One ffmpeg child between the encoder's tags and a stretch of the live. */
export interface Feed {
  write(tag: Uint8Array): void
  /** No more tags will come: what is inside comes out, then the stretch ends. */
  finish(): Promise<void>
}

export interface FeedDeps {
  children: Children
  ffmpeg: string
  tracks: TrackSet
  stretch: Stretch
  /** The tracks as the main rendition's init announces them. */
  onTracks: (tracks: Track[]) => void
  /** The child ended though nobody asked it to, could not start, or hangs. The stretch is over. */
  onLost: (reason: string) => void
}

/** Starts the child; tags written before it runs are kept. */
export const createFeed = (deps: FeedDeps): Feed => {
  let child: Child | undefined
  let held: Uint8Array[] = []
  let finishing = false
  let over = false

  const finishStretch = (end: ChildEnd | undefined, reason?: string) => {
    if (over) return
    over = true
    deps.stretch.end()
    if (!finishing) deps.onLost(reason ?? end?.stderr ?? 'it could not start')
  }

  const read = (running: Child) => {
    for (const [index, rendition] of renditionsOf(deps.tracks).entries()) {
      const reader = createFragmentReader()
      running.outputs[index]?.on('data', (chunk: Buffer) => {
        try {
          for (const piece of reader.push(chunk)) {
            if (piece.kind === 'init' && rendition === 'main') deps.onTracks(piece.tracks)
            deps.stretch.piece(rendition, piece)
          }
        } catch (error) {
          if (!(error instanceof BoxError)) throw error
          finishStretch(undefined, error.message)
          running.stop()
        }
      })
    }
  }

  const started = deps.children.spawn(deps.ffmpeg, liveCommand(deps.tracks), renditionsOf(deps.tracks).length).then(
    (running) => {
      child = running
      read(running)
      for (const tag of held) running.stdin.write(tag)
      held = []
      running.ended.then((end) => finishStretch(end))
    },
    (cause: Error) => finishStretch(undefined, cause.message),
  )

  return {
    write(tag) {
      if (over || finishing) return
      if (!child) held.push(tag)
      else if (child.stdin.writableLength > MOST_UNREAD_BYTES) {
        finishStretch(undefined, 'it reads no more')
        child.stop()
      } else child.stdin.write(tag)
    },
    async finish() {
      finishing = true
      await started
      const end = await child?.finish()
      finishStretch(end)
    },
  }
}
