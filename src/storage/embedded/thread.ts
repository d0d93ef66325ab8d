import { Worker } from 'node:worker_threads'
import { NodoError } from '../../errors.ts'
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
}

/** A thread with a database connection, as the main thread sees it: started again by itself when it dies. */
export interface Thread {
  start(): Promise<void>
  stop(): Promise<void>
  /** Ends it and starts it anew. */
  restart(): Promise<void>
  call(port: string, method: string, args: unknown[]): Promise<unknown>
  /** Why it does not answer now; undefined while it does. */
  trouble(): string | undefined
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

// Old space for a page of rows and its strings; the defaults would let a 1 GB board's garbage pile up.
const limits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 2 }
const firstRetryMs = 200
const lastRetryMs = 30_000

export const createThread = ({ name, script, dataDir, log, onReady, onCommit }: ThreadDeps): Thread => {
  const pending = new Map<number, Pending>()
  let lastId = 0
  let worker: Worker | undefined
  let exited = Promise.resolve()
  let stopping = false
  let trouble: string | undefined = 'todavía no arrancó'
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
      exited = gone.promise
      thread.on('message', (message: FromThread) => {
        if (message.kind === 'answers') {
          message.answers.forEach(settle)
          if (message.commitS !== undefined) onCommit(message.commitS)
        } else if (message.kind === 'ready') {
          ready = true
          worker = thread
          trouble = undefined
          retryMs = firstRetryMs
          onReady(message)
          resolve()
          // Told to stop while it was starting again: there was nobody to tell then.
          if (stopping) post({ kind: 'close' })
        } else death = unpackError(message.failure)
      })
      thread.on('error', (error) => {
        death = error
      })
      thread.on('exit', (code) => {
        death ??= new Error(`the thread ${name} ended with code ${code}`)
        if (ready && !stopping) relaunchLater(death)
        if (worker === thread) worker = undefined
        abandon(death)
        gone.resolve()
        if (!ready) reject(death)
      })
    })

  const relaunchLater = (cause: unknown) => {
    trouble = `el hilo "${name}" terminó (${String(cause)}) y se vuelve a arrancar`
    log.error({ err: cause, thread: name }, 'a database thread died; starting it again')
    retry = setTimeout(() => {
      launch().catch((error) => {
        if (!stopping) relaunchLater(error)
      })
    }, retryMs)
    retryMs = Math.min(retryMs * 2, lastRetryMs)
  }

  const post = (message: ToThread) => worker?.postMessage(message)

  const stop = async () => {
    stopping = true
    clearTimeout(retry)
    post({ kind: 'close' })
    await exited
    trouble = 'está parado'
  }

  const start = () => {
    stopping = false
    return launch()
  }

  return {
    start,
    stop,
    restart: async () => {
      await stop()
      await start()
    },
    call: (port, method, args) => {
      if (!worker || stopping) return Promise.reject(unavailable())
      const id = ++lastId
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        post({ kind: 'call', id, port, method, args })
      })
    },
    trouble: () => trouble,
  }
}
