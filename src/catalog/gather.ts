import { finished, type Readable } from 'node:stream'

/**
 * What a stream brings, as many pieces at once as came since it was last asked: a slow link is told piece by piece, and a
 * fast one does not wait for each write. Its source is never destroyed.
 * @param mostWaiting as many bytes may wait for whoever reads; then the source waits
 * @param until ends it, with all that came by then
 * @throws what the source fails with, behind all that came of it
 */
export async function* gather(
  source: Readable,
  mostWaiting: number,
  until?: AbortSignal,
): AsyncGenerator<Buffer[], void, undefined> {
  let pieces: Buffer[] = []
  let waiting = 0
  let over: { error?: unknown } | undefined
  let wake = () => {}
  const hear = (piece: Buffer) => {
    pieces.push(piece)
    waiting += piece.length
    if (waiting >= mostWaiting) source.pause()
    wake()
  }
  const end = (error?: unknown) => {
    over ??= error ? { error } : {}
    wake()
  }
  const stopListening = finished(source, { writable: false }, end)
  const asked = () => end()
  until?.addEventListener('abort', asked, { once: true })
  if (until?.aborted) end()
  source.on('data', hear)
  try {
    for (;;) {
      if (pieces.length > 0) {
        const come = pieces
        pieces = []
        waiting = 0
        source.resume()
        yield come
      } else if (over) {
        if (over.error) throw over.error
        return
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } finally {
    source.off('data', hear)
    source.pause()
    until?.removeEventListener('abort', asked)
    stopListening()
  }
}
