import { Worker } from 'node:worker_threads'
import { filled, NodoError, type Words } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { storageTexts } from '../storage-texts.ts'
import { type Answer, type FromThread, type ToThread, unpackError } from './wire.ts'

export interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

export interface ThreadDeps {
  name: string
  script: URL
  dataDir: string
  log: Log
  /** Each time the thread is ready: at start and after it was started again. */
  onReady: (message: Extract<FromThread, { kind: 'ready' }>) => void
  onCommit: (seconds: number) => void
  onDamage: () => void
  onTold: (usuarioIds: ReadonlySet<Id>) => void
}

/** A thread with a database connection, as the main thread sees it: started again by itself when it dies. */
export interface Thread {
  start(): Promise<void>
  stop(): Promise<void>
  /** Ends it in order; it is started again as after a death. */
  restart(): void
  call(port: string, method: string, args: unknown[]): Promise<unknown>
  /** Why it does not answer now; undefined while it does. */
  trouble(): Words | undefined
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

// Old space for a page of rows and its strings; the defaults would let a 1 GB board's garbage pile up.
const limits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 4 }
const firstRetryMs = 200
const lastRetryMs = 30_000

export const createThread = ({
  name,
  script,
  dataDir,
  log,
  onReady,
  onCommit,
  onDamage,
  onTold,
}: ThreadDeps): Thread => {
  const pending = new Map<number, Pending>()
  let lastId = 0
  let worker: Worker | undefined
  let exited = Promise.resolve()
  let wanted = false
  let trouble: Words | undefined = storageTexts.notStarted
  let retry: NodeJS.Timeout | undefined
  let retryMs = firstRetryMs

  const unavailable = (cause?: unknown) => new NodoError('servicio_no_disponible', { retryAfterS: 2, cause })

  const settle = (answer: Answer) => {
    const call = pending.get(answer.id)
    pending.delete(answer.id)
    if ('failure' in answer) call?.reject(unpackError(answer.failure))
    else call?.resolve(answer.value)
  }

  const abandon = (cause: unknown) => {
    for (const { reject } of pending.values()) reject(unavailable(cause))
    pending.clear()
  }

  /** Resolves once the thread answers; rejects with what it refused to start for. */
  const launch = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const thread = new Worker(script, { name, workerData: { dataDir }, resourceLimits: limits })
      const gone = Promise.withResolvers<void>()
      let death: unknown
      let ready = false
      let readyAtMs = 0
      exited = gone.promise
      thread.on('message', (message: FromThread) => {
        if (message.kind === 'answers') {
          message.answers.forEach(settle)
          if (message.commitS !== undefined) onCommit(message.commitS)
        } else if (message.kind === 'ready') {
          ready = true
          worker = thread
          trouble = undefined
          readyAtMs = performance.now()
          onReady(message)
          resolve()
          // Told to stop while it was starting again: there was nobody to tell then.
          if (!wanted) post({ kind: 'close' })
        } else if (message.kind === 'told') onTold(message.usuarioIds)
        else if (message.kind === 'damaged') onDamage()
        else death = unpackError(message.failure)
      })
      thread.on('error', (error) => {
        death = error
      })
      thread.on('exit', (code) => {
        death ??= new Error(`the thread ${name} ended with code ${code}`)
        // One that dies as soon as it is ready is not started again at once for ever.
        if (ready && performance.now() - readyAtMs > lastRetryMs) retryMs = firstRetryMs
        if (ready && wanted) relaunchLater(death)
        if (worker === thread) worker = undefined
        abandon(death)
        gone.resolve()
        if (!ready) reject(death)
      })
    })

  const relaunchLater = (cause: unknown) => {
    trouble = filled(storageTexts.threadEnded, { hilo: name, causa: String(cause) })
    log.error({ err: cause, thread: name }, 'a database thread ended; starting it again')
    retry = setTimeout(() => {
      launch().catch((error) => {
        if (wanted) relaunchLater(error)
      })
    }, retryMs)
    retryMs = Math.min(retryMs * 2, lastRetryMs)
  }

  const post = (message: ToThread) => worker?.postMessage(message)

  return {
    start: () => {
      wanted = true
      return launch()
    },
    stop: async () => {
      wanted = false
      clearTimeout(retry)
      post({ kind: 'close' })
      await exited
      trouble = storageTexts.stopped
    },
    restart: () => post({ kind: 'close' }),
    call: (port, method, args) => {
      if (!worker || !wanted) return Promise.reject(unavailable())
      const id = ++lastId
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        post({ kind: 'call', id, port, method, args })
      })
    },
    trouble: () => trouble,
  }
}
