import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type DetailedError, defaultOptions, type PreviousUpload, Upload } from 'tus-js-client'
import { type Api, addressOf, Refusal } from '../api.ts'

export type Progress =
  | { kind: 'sending' | 'waiting' | 'paused'; sent: number }
  | { kind: 'refused'; words: string | undefined }
  | { kind: 'done'; contentId: string | undefined }

/** A file on its way. It goes on where it was cut, and while other pages of the site are read. */
export interface Sending {
  /** Of this page load. */
  id: number
  title: string
  bytes: number
  progress: ReadonlySignal<Progress>
  pause(): void
  goOn(): void
  /** Ends it, and has the box forget what came. */
  giveUp(): Promise<void>
}

/** An upload that was begun in this browser before, and can go on once its file is chosen again. */
export interface Begun {
  key: string
  title: string
  file: string
  bytes: number
  kept: PreviousUpload
}

export interface Uploads {
  sending: ReadonlySignal<readonly Sending[]>
  begun: ReadonlySignal<readonly Begun[]>
  start(file: File, metadata: Record<string, string>): void
  /** @returns what was begun of this very file */
  match(file: File): Promise<Begun | undefined>
  goOn(file: File, begun: Begun): void
  forget(begun: Begun): Promise<void>
}

/** How long to wait before each attempt anew; whatever gets through starts it over. It ends with the page, or by hand. */
const retryDelays = [0, 1_000, 3_000, 8_000, 15_000, ...new Array(2_000).fill(30_000)]

/** A box that is away, busy, or about to know us again; all else is a refusal that stays one. */
const passes = (status: number) =>
  status === 0 ||
  status === 401 ||
  status === 409 ||
  status === 423 ||
  status === 429 ||
  (status >= 500 && status !== 507)

const wordsIn = (error: Error | DetailedError): string | undefined => {
  try {
    const body = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined
    return JSON.parse(body ?? '').error.mensaje
  } catch {
    return undefined
  }
}

const begunOf = (kept: PreviousUpload): Begun => ({
  key: kept.urlStorageKey,
  title: kept.metadata.titulo ?? '',
  file: kept.metadata.filename ?? '',
  bytes: kept.size ?? 0,
  kept,
})

/** Sends files in pieces (tus 1.0). */
export const createUploads = ({ api, window }: { api: Api; window: Window }): Uploads => {
  const sending: Signal<readonly Sending[]> = signal([])
  const begun: Signal<readonly Begun[]> = signal([])
  const { urlStorage } = defaultOptions
  let count = 0
  const endpoint = new URL(addressOf('POST /api/content/uploads'), window.location.href).href

  const look = async () => {
    const busy = new Set(sending.value.map(({ title, bytes }) => `${title} ${bytes}`))
    const all = (await urlStorage.findAllUploads()).map(begunOf)
    begun.value = all.filter(({ title, bytes }) => !busy.has(`${title} ${bytes}`))
  }
  void look()
  window.addEventListener('beforeunload', (event) => {
    if (sending.value.some(({ progress }) => progress.value.kind === 'sending')) event.preventDefault()
  })

  const run = (file: File, metadata: Record<string, string>, from?: PreviousUpload) => {
    const progress = signal<Progress>({ kind: 'sending', sent: 0 })
    const sent = () => ('sent' in progress.value ? progress.value.sent : 0)
    let refused: string | undefined
    let used: string | undefined
    const upload = new Upload(file, {
      endpoint,
      metadata,
      retryDelays,
      removeFingerprintOnSuccess: true,
      async onBeforeRequest(request) {
        used = await api.bearer(refused).catch((error: unknown) => {
          // Signed out for good: the box says so to the request itself.
          if (error instanceof Refusal) return undefined
          throw error
        })
        if (used) request.setHeader('Authorization', `Bearer ${used}`)
      },
      onAfterResponse(_request, response) {
        refused = response.getStatus() === 401 ? used : undefined
      },
      onShouldRetry(error) {
        const goesOn = passes(error.originalResponse?.getStatus() ?? 0) && !(refused && used === undefined)
        if (goesOn) progress.value = { kind: 'waiting', sent: sent() }
        return goesOn
      },
      onProgress(bytes) {
        progress.value = { kind: 'sending', sent: bytes }
      },
      onError(error) {
        progress.value = { kind: 'refused', words: wordsIn(error) }
      },
      onSuccess({ lastResponse }) {
        progress.value = { kind: 'done', contentId: lastResponse.getHeader('Upload-Content')?.split('/').at(-1) }
        void look()
      },
    })
    if (from) upload.resumeFromPreviousUpload(from)
    const one: Sending = {
      id: ++count,
      title: metadata.titulo ?? file.name,
      bytes: file.size,
      progress,
      pause() {
        void upload.abort()
        progress.value = { kind: 'paused', sent: sent() }
      },
      goOn() {
        progress.value = { kind: 'waiting', sent: sent() }
        upload.start()
      },
      async giveUp() {
        sending.value = sending.value.filter((other) => other !== one)
        // What the box cannot be told of now, it forgets by itself after three days.
        await upload.abort(true).catch(() => undefined)
        await look()
      },
    }
    sending.value = [one, ...sending.value]
    begun.value = begun.value.filter(({ key }) => key !== from?.urlStorageKey)
    upload.start()
  }

  return {
    sending,
    begun,
    start: (file, metadata) => run(file, { ...metadata, filename: file.name }),
    async match(file) {
      const [found] = await new Upload(file, { endpoint }).findPreviousUploads()
      return found && begunOf(found)
    },
    goOn: (file, { kept }) => run(file, kept.metadata, kept),
    async forget({ key }) {
      await urlStorage.removeUpload(key)
      await look()
    },
  }
}
