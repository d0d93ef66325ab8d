import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import t, { type Test } from 'tap'
import { createServers } from '../../src/storage/servers/servers.ts'
import { familyContract } from '../contract/family.ts'
import type { Opened } from '../contract/opened.ts'
import { account, streamKey } from '../contract/records.ts'
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
  t.test(
    'what is listed by when it was made stays in order over a kill, though no row of the log tells it',
    async (t) => {
      const base = newBase(t)
      const { storage } = await openServers(t, base)
      const creator = account()
      await storage.accounts.create(creator)
      const before = [streamKey(creator.id), streamKey(creator.id), streamKey(creator.id)]
      for (const key of before) await storage.streamKeys.create(key)
      // Nothing is closed: to the base, the first program was killed.
      const { storage: next } = await openServers(t, base)
      const after = streamKey(creator.id)
      await next.streamKeys.create(after)
      t.same(
        (await next.streamKeys.of(creator.id)).map(({ id }) => id),
        [...before, after].toReversed().map(({ id }) => id),
      )
    },
  )

if (servers)
  familyContract(
    t,
    (t) => openServers(t),
    (t) => {
      const [dataDir, mongodbUri] = [newFolder(t), newBase(t)]
      return { write: () => writeInto(dataDir, mongodbUri), reopen: (t) => openServers(t, mongodbUri, dataDir) }
    },
  )
