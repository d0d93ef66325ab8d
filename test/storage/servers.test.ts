import t from 'tap'
import { familyContract } from '../contract/family.ts'
import { account, streamKey } from '../contract/records.ts'
import { serversOf } from '../servers.ts'
import { newFolder } from './base.ts'
import { writeInto } from './killable.ts'
import { connectNeo4j, createBases, endLease, newBase, openServers } from './server-base.ts'
import { collectionScans, crowd, graphScans, watchQueries } from './server-plans.ts'

const servers = serversOf(t)
const queries = watchQueries(t)

if (servers)
  t.test(
    'what is listed by when it was made stays in order over a kill, though no row of the log tells it',
    async (t) => {
      const base = newBase(t, servers)
      const { storage } = await openServers(t, base)
      const creator = account()
      await storage.accounts.create(creator)
      const before = [streamKey(creator.id), streamKey(creator.id), streamKey(creator.id)]
      for (const key of before) await storage.streamKeys.create(key)
      // Nothing is closed: to the base, the first program was killed, a while ago.
      await endLease(base)
      const { storage: next } = await openServers(t, base)
      const after = streamKey(creator.id)
      await next.streamKeys.create(after)
      t.same(
        (await next.streamKeys.of(creator.id)).map(({ id }) => id),
        [...before, after].toReversed().map(({ id }) => id),
      )
    },
  )

if (servers) {
  const baseFor = createBases(t, servers)
  familyContract(
    t,
    (t) => openServers(t, baseFor(t)),
    (t) => {
      const [dataDir, base] = [newFolder(t), baseFor(t)]
      return { write: () => writeInto(dataDir, JSON.stringify(base)), reopen: (t) => openServers(t, base, dataDir) }
    },
  )
}

if (servers)
  t.test('no query goes through a whole collection of MongoDB or label of Neo4j', async (t) => {
    const driver = connectNeo4j(newBase(t, servers))
    t.teardown(() => driver.close())
    t.same(collectionScans(), [])
    t.ok(queries.size > 20, 'the queries are found')
    await crowd(t, driver)
    t.same(await graphScans(driver, queries), [])
  })
