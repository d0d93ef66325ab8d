import { cpSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import t from 'tap'
import { newId } from '../../src/model/ids.ts'
import { takeCopy } from '../../src/storage/embedded/copies.ts'
import { account, at } from '../contract/records.ts'
import { serversOf } from '../servers.ts'
import { newFolder, openEmbedded } from './base.ts'
import { newBase, openServers } from './server-base.ts'

const servers = serversOf(t)

t.test('an older state of the base that is put back brings no erasure back', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  await storage.boots.begin(60_000, at)
  await storage.accounts.create(account())
  await takeCopy(dataDir)
  const gone = newId(at)
  await storage.erasures.remember(gone)
  await storage.stop()
  truncateSync(join(dataDir, 'nodo.db'))
  const again = await openEmbedded(t, dataDir)
  t.match(again.storage.status(), { estado: 'degraded' }, 'the base went back to its copy')
  t.same(await again.storage.erasures.after(undefined, 10), [gone])
})

t.test('the file is nobody else’s, and one that is damaged is kept beside and told of', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  await storage.erasures.remember(newId(at))
  const file = join(dataDir, 'olvidos.db')
  t.equal(statSync(file).mode & 0o777, 0o600)
  await storage.stop()
  writeFileSync(file, Buffer.alloc(8_192, 0xa5))
  const again = await openEmbedded(t, dataDir)
  t.match(again.storage.status(), { estado: 'degraded', motivo: { es: /borradas.*olvidos\.db\.danada-/ } })
  t.equal(readdirSync(dataDir).filter((name) => name.startsWith('olvidos.db.danada-')).length, 1)
  const gone = newId(at)
  await again.storage.erasures.remember(gone)
  t.same(await again.storage.erasures.after(undefined, 10), [gone])
})

t.test('what was told to be kept is on the disk at that moment', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  const gone = newId(at)
  await storage.erasures.remember(gone)
  // As a kill leaves the folder: nothing is closed.
  const left = newFolder(t)
  cpSync(dataDir, left, { recursive: true, filter: (path) => !path.endsWith('nodo.lock') })
  const { storage: after } = await openEmbedded(t, left)
  t.same(await after.erasures.after(undefined, 10), [gone])
})

if (servers)
  t.test('in MongoDB they stand in a database of their own, which a lost base does not take along', async (t) => {
    const base = newBase(t, servers)
    const dataDir = newFolder(t)
    const { storage } = await openServers(t, base, dataDir)
    const gone = newId(at)
    await storage.erasures.remember(gone)
    await storage.stop()
    const client = new MongoClient(base.mongo.uri)
    await client.db().dropDatabase()
    await client.close()
    const again = await openServers(t, base, dataDir)
    t.same(await again.storage.erasures.after(undefined, 10), [gone])
  })
