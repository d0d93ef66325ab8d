import { Queue, Worker } from 'bullmq'
import type { Service } from '../../service.ts'
import type { JobCalls } from '../../system/store.ts'
import type { Ring } from '../job-calls.ts'
import type { RedisPart } from './redis.ts'
import { redisKeys } from './redis-keys.ts'

const name = 'trabajos'
/** BullMQ waits by the wall clock, which is slewed meanwhile: a call that comes early would find nothing. */
const slackMs = 100
/** Longer than BullMQ waits for one answer (10 s, `maximumBlockTimeout`). */
const silenceMs = 15_000
/** So long a stop waits for Redis to hear that the last call is over. */
const lastWordMs = 1_000
/** Nobody reads BullMQ's stream of what became of its entries. */
const eventsMost = 100

/**
 * Calls by BullMQ: an entry is a call to take one job, and nothing of a job stands in it. It is held until the job ends,
 * so that BullMQ spreads them over processes and gives a killed one's to another. Where Redis is away no entry is made,
 * and nobody waits for it.
 */
export const createJobCalls = (
  { client, part }: RedisPart,
  spaceOf: () => string,
  log: { warn(fields: object, text: string): void },
): JobCalls & Service & { ring: Ring } => {
  let queue: Queue | undefined
  let now: (() => number) | undefined
  let lastTrouble = ''
  const troubled = (err: Error) => {
    // BullMQ tries again, many times a second where Redis refuses; its absence the part tells.
    if (err.message === lastTrouble || part.status().estado !== 'ok') return
    lastTrouble = err.message
    log.warn({ err }, 'the queue of jobs met an error')
  }

  return {
    name: 'calls to jobs',
    ring: (atNodoMs) => {
      // Who works off none makes no job that has to wait.
      const waitMs = now ? atNodoMs - now() : 0
      queue?.add(name, {}, { delay: waitMs > 0 ? waitMs + slackMs : 0 }).catch(() => undefined)
    },
    follow: (take, nowNodoMs) => {
      now = nowNodoMs
      let call: Promise<unknown> = Promise.resolve()
      // BullMQ's worker expects a connection on which a command waits until the server is back.
      const connection = client.duplicate({
        lazyConnect: false,
        enableOfflineQueue: true,
        maxRetriesPerRequest: null,
        commandTimeout: undefined,
        socketTimeout: silenceMs,
      })
      const work = () => {
        lastTrouble = ''
        call = take()
        return call
      }
      const worker = new Worker(name, work, { connection, prefix: redisKeys(spaceOf()).queues })
      worker.on('error', troubled)
      return async () => {
        const closed = worker.close(part.status().estado === 'down')
        await call
        const late = Promise.withResolvers<void>()
        const timer = setTimeout(late.resolve, lastWordMs)
        await Promise.race([closed, late.promise])
        clearTimeout(timer)
        connection.disconnect()
      }
    },
    start: async () => {
      queue = new Queue(name, {
        connection: client,
        prefix: redisKeys(spaceOf()).queues,
        // Where Redis is away, adding fails at once, also in the first moments.
        skipWaitingForReady: true,
        skipVersionCheck: true,
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
        streams: { events: { maxLen: eventsMost } },
      })
      queue.on('error', troubled)
    },
    stop: async () => {
      await queue?.close()
    },
  }
}
