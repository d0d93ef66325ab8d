import { Redis } from 'ioredis'
import { storageTexts } from '../storage-texts.ts'
import { createPart, type Part } from './part.ts'
import { isRefusal } from './redis-error.ts'

/** With a question each second, a server that is frozen is taken for away four seconds later. */
const askEveryMs = 1_000
const silenceMs = 3_000

export interface RedisPart {
  client: Redis
  part: Part
  /** Resolves also where the server is away: it is looked for until `stop`. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** The connection to the live state. A command is refused at once while the server is away. */
export const createRedis = (url: string, log: { warn(fields: object, text: string): void }): RedisPart => {
  const part = createPart()
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    socketTimeout: silenceMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(100 * 2 ** times, 5_000),
  })
  let stopped = true
  let asking: NodeJS.Timeout | undefined
  let refused = false
  client.on('ready', () => part.tell('ok', null))
  client.on('close', () => {
    const text = refused ? storageTexts.redisRefuses : storageTexts.redisAway
    if (!stopped && part.tell('down', text)) log.warn({ refused }, 'Redis is away; it is looked for')
  })
  // Comes before its `close`; without a listener it would end the process.
  client.on('error', (error) => {
    refused = isRefusal(error)
  })
  return {
    client,
    part,
    start: async () => {
      stopped = false
      asking = setInterval(() => client.ping().catch(() => undefined), askEveryMs)
      await client.connect().catch(() => undefined)
    },
    stop: async () => {
      stopped = true
      clearInterval(asking)
      part.tell('down', storageTexts.stopped)
      client.disconnect()
    },
  }
}
