import { Worker } from 'node:worker_threads'
import { NodoError } from '../errors.ts'
import { listenError } from '../listen-error.ts'
import type { Service } from '../service.ts'
import { createCalls } from './calls.ts'
import type { IngestCalls, IngestEvent, IngestSetup, MainCalls } from './protocol.ts'

/** A crashed thread begins again after this; lives go on within 2 s. */
const RESTART_MS = 300
/** How often the thread hears by how much the system's clock is off: it may be set at any time. */
const WALL_EVERY_MS = 10_000

interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface Ingest extends Service {
  /** The port that encoders reach. */
  port(): number
  /** True while the thread is up. */
  ready(): boolean
  open: IngestCalls['open']
  finish: IngestCalls['finish']
  keys: IngestCalls['keys']
  record: IngestCalls['record']
}

export interface IngestDeps {
  setup(): IngestSetup
  log: Log
  heard(event: IngestEvent): void
  acquire: MainCalls['acquire']
  /** The thread is up again after a crash and knows nothing: keys and lives are to be given to it anew. */
  restarted(): Promise<void>
}

/** The ingest thread as the main one holds it: started, called, and begun again when it crashes. */
export const createIngest = (deps: IngestDeps): Ingest => {
  let thread: { worker: Worker; calls: ReturnType<typeof connect> } | undefined
  let port = 0
  let stopping = false
  let up = false
  let telling: NodeJS.Timeout | undefined

  const connect = (worker: Worker) =>
    createCalls<IngestCalls, IngestEvent>(worker, { acquire: deps.acquire }, deps.heard)

  const begin = async () => {
    // A burst of media is the only garbage here: a small young generation keeps the thread small.
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      name: 'ingest',
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
    })
    const calls = connect(worker)
    thread = { worker, calls }
    worker.on('error', (cause) => deps.log.error({ err: cause }, 'the ingest thread failed'))
    worker.on('exit', () => {
      calls.fail(new NodoError('servicio_no_disponible', { retryAfterS: 2 }))
      if (thread?.worker !== worker) return
      thread = undefined
      up = false
      if (!stopping) setTimeout(again, RESTART_MS)
    })
    const setup = deps.setup()
    ;({ port } = await calls.call('start', port === 0 ? setup : { ...setup, rtmpPort: port }))
    up = true
  }

  const again = async () => {
    if (stopping) return
    try {
      await begin()
      await deps.restarted()
      deps.log.warn({}, 'the ingest thread began again')
    } catch (cause) {
      deps.log.error({ err: cause }, 'the ingest thread could not begin again')
      await thread?.worker.terminate()
    }
  }

  const call = <K extends keyof IngestCalls>(name: K, ...given: Parameters<IngestCalls[K]>) => {
    if (!thread) return Promise.reject(new NodoError('servicio_no_disponible', { retryAfterS: 2 }))
    return thread.calls.call(name, ...(given as never)) as ReturnType<IngestCalls[K]>
  }

  return {
    name: 'ingest',
    async start() {
      try {
        await begin()
      } catch (cause) {
        stopping = true
        await thread?.worker.terminate()
        const { rtmpHost: host, rtmpPort: port } = deps.setup()
        const variables = { hostVariable: 'NODO_RTMP_HOST', portVariable: 'NODO_RTMP_PORT' }
        throw listenError(cause as NodeJS.ErrnoException, { host, port, para: 'RTMP', ...variables })
      }
      telling = setInterval(() => {
        if (up)
          call('wallOffset', deps.setup().wallOffsetMs).catch((err) =>
            deps.log.warn({ err }, 'the time could not be told'),
          )
      }, WALL_EVERY_MS)
    },
    async stop() {
      stopping = true
      up = false
      clearInterval(telling)
      if (!thread) return
      const { worker, calls } = thread
      await calls.call('stop')
      await worker.terminate()
    },
    port: () => port,
    ready: () => up,
    open: (live) => call('open', live),
    finish: (live) => call('finish', live),
    keys: (entries) => call('keys', entries),
    record: (level) => call('record', level),
  }
}
