import type { MongoClient } from 'mongodb'
import { storageTexts } from '../storage-texts.ts'
import type { Outage } from './outage.ts'
import type { Part } from './part.ts'

/** From the server's last word until whoever waits is told: long enough for an election where it said that it goes. */
const patienceMs = 5_000
/** A server whose silence told that it is away has been waited for already. */
const leastMs = 500

/**
 * Follows whether a primary can be written to, and says so to the part and, where none was heard of for five seconds,
 * to whoever waits.
 * @returns a function that ends it
 */
export const watchMongo = (
  client: MongoClient,
  part: Part,
  outage: Outage,
  log: { warn(fields: object, text: string): void },
): (() => void) => {
  let heardMs = performance.now()
  let timer: NodeJS.Timeout | undefined
  const heard = ({ reply }: { reply: { isWritablePrimary?: boolean } }) => {
    if (reply.isWritablePrimary) heardMs = performance.now()
  }
  const changed = ({ newDescription }: { newDescription: { servers: Map<string, { type: string }> } }) => {
    const there = [...newDescription.servers.values()].some(({ type }) => /Primary|Standalone/.test(type))
    const isNews = part.tell(there ? 'ok' : 'down', there ? null : storageTexts.mongoAway)
    if (there) {
      clearTimeout(timer)
      outage.end()
    } else if (isNews) {
      log.warn({}, 'MongoDB is away: changes wait until it is back')
      const leftMs = Math.max(leastMs, patienceMs - (performance.now() - heardMs))
      timer = setTimeout(() => outage.begin(new Error('no primary was heard of in time')), leftMs)
    }
  }
  client.on('serverHeartbeatSucceeded', heard)
  client.on('topologyDescriptionChanged', changed)
  return () => {
    clearTimeout(timer)
    client.off('serverHeartbeatSucceeded', heard)
    client.off('topologyDescriptionChanged', changed)
  }
}
