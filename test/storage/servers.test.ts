import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import t, { type Test } from 'tap'
import { createServers } from '../../src/storage/servers/servers.ts'
import { familyContract } from '../contract/family.ts'
import type { Opened } from '../contract/opened.ts'
import { serversOf } from '../servers.ts'
import { newFolder, silent } from './base.ts'
import { writeInto } from './killable.ts'

const servers = serversOf(t)

/** The address of a database of its own, which goes with the test. */
const newBase = (t: Test): string => {
  const uri = new URL(servers?.mongodbUri ?? '')
  uri.pathname = `/nodo-${randomUUID()}`
  t.teardown(async () => {
    const client = new MongoClient(uri.href)
    await client.db().dropDatabase()
    await client.close()
  })
  return uri.href
}

const openServers = async (t: Test, mongodbUri = newBase(t), dataDir = newFolder(t)): Promise<Opened> => {
  const storage = createServers({ dataDir, mongodbUri, log: silent })
  await storage.start()
  const client = new MongoClient(mongodbUri)
  t.teardown(async () => {
    await client.close()
    await storage.stop()
  })
  const diario: Opened['diario'] = async () =>
    (await client
      .db()
      .collection('diario')
      .find({}, { projection: { _id: 0 } })
      .sort({ seq: 1 })
      .toArray()) as never
  return { storage, diario, gapless: false }
}

if (servers)
  familyContract(
    t,
    (t) => openServers(t),
    (t) => {
      const [dataDir, mongodbUri] = [newFolder(t), newBase(t)]
      return { write: () => writeInto(dataDir, mongodbUri), reopen: (t) => openServers(t, mongodbUri, dataDir) }
    },
  )
