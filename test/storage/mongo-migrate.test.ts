import { MongoClient } from 'mongodb'
import t from 'tap'
import { collectionTable } from '../../src/storage/servers/schema.ts'
import { account, content } from '../contract/records.ts'
import { serversOf } from '../servers.ts'
import { newBase, openServers } from './server-base.ts'

const servers = serversOf(t)
if (servers)
  t.test('a document from before a field came has it after the next start, and can be changed', async (t) => {
    const base = newBase(t, servers)
    const { storage } = await openServers(t, base)
    const creator = account()
    await storage.accounts.create(creator)
    const made = content(creator.id, { titulo: 'Fandango' })
    await storage.contents.createMany([made])
    await storage.stop()

    const client = new MongoClient(base.mongo.uri)
    const db = client.db()
    const later = collectionTable.contenidos?.later ?? {}
    const $unset = Object.fromEntries(Object.keys(later).map((field) => [field, '']))
    await db.collection('contenidos').updateMany({}, { $unset }, { bypassDocumentValidation: true })
    await db.collection<{ _id: string }>('origen').deleteOne({ _id: 'esquema' })
    await client.close()

    const again = (await openServers(t, base)).storage
    await again.contents.change(made.id, { titulo: 'Fandango de antes' })
    t.match((await again.contents.byId(made.id))?.contenido, { titulo: 'Fandango de antes', ...later })
  })
