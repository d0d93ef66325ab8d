import { join } from 'node:path'
import { Redis } from 'ioredis'
import { MongoClient } from 'mongodb'
import type { Row } from '../../../src/storage/carried.ts'
import { createFileSource } from '../../../src/storage/embedded/rows.ts'
import { folderHolder } from '../../../src/storage/folder-holder.ts'
import { openMongoSource } from '../../../src/storage/servers/rows.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import type { GraphLines } from '../../contract/opened.ts'
import { openFamily } from '../../storage/families.ts'
import { forgetIn, graphLinesIn } from '../../storage/graph-tables.ts'
import { clearRedis, clearSpace, connectNeo4j, graphLinesOf } from '../../storage/server-base.ts'
import type { Place } from './storage-child.ts'

/** A base that nobody else uses any more, as it stands. */
export interface OpenBase {
  storage: Storage
  rows(table: string): Promise<Row[]>
  graph(): Promise<GraphLines>
  /** Takes away what is derived, how far it was, and the change log. */
  forget(): Promise<void>
  close(): Promise<void>
}

const allRows = async (pages: AsyncIterable<Row[]>): Promise<Row[]> => {
  const rows: Row[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

export const openBase = async (place: Place): Promise<OpenBase> => {
  const storage = openFamily(place)
  await storage.start()
  const { dataDir, base } = place
  if (!base)
    return {
      storage,
      rows: async (table) => {
        const source = createFileSource(join(dataDir, 'nodo.db'))
        const rows = await allRows(source.rows(table))
        await source.close()
        return rows
      },
      graph: async () => graphLinesIn(dataDir),
      forget: async () => forgetIn(dataDir),
      close: () => storage.stop(),
    }
  const espacio = await storage.identity.nodoId()
  const source = await openMongoSource(base.mongo, folderHolder(dataDir))
  const client = new MongoClient(base.mongo.uri)
  const [driver, redis] = [connectNeo4j(base), new Redis(base.redisUrl)]
  // Commands fail by themselves; without a listener it would write to the console.
  redis.on('error', () => undefined)
  return {
    storage,
    rows: (table) => allRows(source.rows(table)),
    graph: () => graphLinesOf(driver, espacio),
    forget: async () => {
      // First, while nobody is made to write into it.
      await clearSpace(driver, espacio)
      for (const name of ['diario', 'proyecciones']) await client.db().collection(name).deleteMany({})
      await clearRedis(redis, espacio)
    },
    close: async () => {
      await storage.stop()
      await Promise.all([source.close(), client.close(), driver.close()])
      redis.disconnect()
    },
  }
}
