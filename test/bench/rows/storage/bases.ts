import { randomUUID } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import type { Storage } from '../../../../src/storage/storage.ts'
import { at } from '../../../contract/records.ts'
import { openFamily } from '../../../storage/families.ts'
import type { Base } from '../../../storage/server-base.ts'
import type { Bench } from '../../figure.ts'

/** A base with the time: dates made without it would be marked, to be moved later. */
const begun = async (storage: Storage): Promise<Storage> => {
  await storage.start()
  const { boot } = await storage.boots.begin(60_000, at)
  await storage.boots.correct(boot.numero, 0, 'ntp', 0)
  return storage
}

/** An empty base of the embedded family. */
export const openEmbedded = async (bench: Bench): Promise<Storage> =>
  begun(openFamily({ dataDir: await mkdtemp(join(bench.folder, 'base-')), base: undefined }))

/** Uses an empty base of the servers family, which goes with it. @returns undefined where there are no servers to measure */
export const withServers = async <T>(bench: Bench, use: (storage: Storage) => Promise<T>): Promise<T | undefined> => {
  const { NODO_TEST_MONGODB_URI: mongodb, NODO_TEST_REDIS_URL: redisUrl } = process.env
  const { NODO_TEST_NEO4J_URI: uri, NODO_TEST_NEO4J_USER: user, NODO_TEST_NEO4J_PASSWORD: password } = process.env
  if (!mongodb || !redisUrl || !uri || !user || !password) {
    bench.say('no servers to measure: NODO_TEST_MONGODB_URI and the others are not set')
    return undefined
  }
  const address = new URL(mongodb)
  address.pathname = `/banco-${randomUUID()}`
  const base: Base = { mongo: { uri: address.href, database: undefined }, neo4j: { uri, user, password }, redisUrl }
  const storage = await begun(openFamily({ dataDir: await mkdtemp(join(bench.folder, 'base-')), base }))
  try {
    return await use(storage)
  } finally {
    await storage.stop()
    const client = new MongoClient(address.href)
    await client.db().dropDatabase()
    await client.close()
  }
}
