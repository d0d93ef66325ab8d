import { MongoClient } from 'mongodb'
import t from 'tap'
import { createServers } from '../../src/storage/servers/servers.ts'
import { play } from '../contract/acts.ts'
import { projected } from '../contract/projections.ts'
import { account, content } from '../contract/records.ts'
import { serversOf } from '../servers.ts'
import { newFolder, silent } from './base.ts'
import { clearSpace, connectNeo4j, newBase, openServers } from './server-base.ts'

const servers = serversOf(t)
const nobody = 'bolt://127.0.0.1:1'

if (servers) {
  t.test('nothing is forgotten that a projection has still to follow, even over years without Neo4j', async (t) => {
    const base = newBase(t, servers)
    const dataDir = newFolder(t)
    const away = { ...base, neo4j: { ...base.neo4j, uri: nobody } }
    const storage = createServers({ dataDir, ...away, log: silent })
    await storage.start()
    await storage.accounts.create(account())
    t.equal(await storage.changeLog.prune((await storage.changeLog.span()).hasta, 10), 0)
    t.equal((await storage.changeLog.behind(1, 0, { rows: 10, bytes: 100_000 }))?.rows.length, 1)
    await storage.stop()

    const back = await openServers(t, base, dataDir)
    await projected(back.storage)
    t.equal(await back.storage.changeLog.prune((await back.storage.changeLog.span()).hasta, 10), 1)
  })

  t.test('what never travels waits for no receipt', async (t) => {
    const { storage, diario } = await openServers(t, newBase(t, servers))
    const eva = account()
    const one = content(eva.id, { estado: 'publicado' })
    await storage.accounts.create(eva)
    await storage.contents.createMany([one])
    const before = await diario()
    for (let i = 0; i < 5; i++) await storage.history.record([play(eva.id, one.id)])
    await projected(storage)
    t.equal(await storage.changeLog.prune(0, 3), 3)
    t.equal(await storage.changeLog.prune(0, 3), 2)
    t.same(await diario(), before)
    const { desde, hasta } = await storage.changeLog.span()
    t.equal(desde, 0)
    t.strictSame(await storage.changeLog.behind(1, 0, { rows: 10, bytes: 100_000 }), {
      rows: before,
      upTo: hasta,
      whole: true,
    })
  })

  t.test('a log that is all forgotten gives no number twice after a start', async (t) => {
    const base = newBase(t, servers)
    const dataDir = newFolder(t)
    const { storage } = await openServers(t, base, dataDir)
    await storage.accounts.create(account())
    await projected(storage)
    const { hasta } = await storage.changeLog.span()
    await storage.changeLog.prune(hasta, 10)
    await storage.stop()
    const again = await openServers(t, base, dataDir)
    await again.storage.accounts.create(account())
    t.ok((await again.diario())[0]!.seq > hasta)
    t.match(await again.storage.changeLog.span(), { desde: hasta })
  })

  t.test('no number of what is forgotten comes twice, not even over a kill', async (t) => {
    const base = newBase(t, servers)
    const dataDir = newFolder(t)
    const { storage } = await openServers(t, base, dataDir)
    const eva = account()
    const one = content(eva.id, { estado: 'publicado' })
    await storage.accounts.create(eva)
    await storage.contents.createMany([one])
    for (let i = 0; i < 5; i++) await storage.history.record([play(eva.id, one.id)])
    await projected(storage)
    const { hasta } = await storage.changeLog.span()
    await storage.changeLog.prune(0, 10)
    await storage.stop()
    // As a kill leaves it: what an orderly stop keeps is not there.
    const client = new MongoClient(base.mongo.uri)
    await client
      .db()
      .collection('origen')
      .updateOne({ nodo_id: { $exists: true } }, { $set: { seq: 0 } })
    await client.close()
    const again = await openServers(t, base, dataDir)
    await again.storage.accounts.create(account())
    t.ok((await again.diario()).at(-1)!.seq > hasta)
  })

  t.test('a projection that went back behind what is forgotten is made anew', async (t) => {
    const base = newBase(t, servers)
    const dataDir = newFolder(t)
    const { storage, graph } = await openServers(t, base, dataDir)
    const eva = account()
    await storage.accounts.create(eva)
    await storage.contents.createMany([content(eva.id, { estado: 'publicado' })])
    await projected(storage)
    const before = await graph()
    await storage.changeLog.prune((await storage.changeLog.span()).hasta, 10)
    const space = await storage.identity.nodoId()
    await storage.stop()
    // As a copy of the graph puts it back, with the checkpoint of its time.
    const [client, driver] = [new MongoClient(base.mongo.uri), connectNeo4j(base)]
    await clearSpace(driver, space)
    await client
      .db()
      .collection('proyecciones')
      .updateMany({}, { $set: { seq: 0 } })
    await Promise.all([client.close(), driver.close()])
    const again = await openServers(t, base, dataDir)
    await projected(again.storage)
    t.same(await again.graph(), before)
  })
}
