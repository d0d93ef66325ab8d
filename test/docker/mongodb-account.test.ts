import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { MongoClient } from 'mongodb'
import t from 'tap'
import { newId } from '../../src/model/ids.ts'
import { folderHolder } from '../../src/storage/folder-holder.ts'
import { openMongoTarget } from '../../src/storage/servers/rows.ts'
import { serversOf } from '../servers.ts'
import { newFolder } from '../storage/base.ts'
import { newBase, openServers } from '../storage/server-base.ts'
import { folder } from './compose-file.ts'

/** What the bundle's set-up gives the node, on a stand-in for MongoDB's shell. */
const rightsGiven = (there: boolean) => {
  let roles: unknown
  const nodo = {
    getUser: () => (there ? { user: 'nodo' } : null),
    createUser: (account: { roles: unknown }) => {
      roles = account.roles
    },
    updateUser: (_name: string, changed: { roles: unknown }) => {
      roles = changed.roles
    },
  }
  const admin = { hello: () => ({ isWritablePrimary: true }), getSiblingDB: () => nodo }
  runInNewContext(readFileSync(join(folder, 'mongodb-setup.js'), 'utf8'), {
    require: () => ({ readFileSync: () => 'clave' }),
    connect: () => admin,
  })
  return structuredClone(roles) as { role: string; db: string }[]
}

t.test('an account that is there already is given the same rights', async (t) => {
  t.strictSame(rightsGiven(true), rightsGiven(false))
})

const servers = serversOf(t)
if (servers) {
  t.test(
    'with its rights the node starts, remembers whom it erased, and makes the database of a restore',
    async (t) => {
      const base = newBase(t, servers)
      const [own, restored] = [new URL(base.mongo.uri), `nodo-${newId(Date.now())}`]
      const admin = new MongoClient(base.mongo.uri)
      await admin.db().command({ createUser: 'nodo', pwd: 'clave', roles: rightsGiven(false) })
      t.teardown(async () => {
        await admin.db().command({ dropUser: 'nodo' })
        for (const name of [restored, `${restored}_olvidos`]) await admin.db(name).dropDatabase()
        await admin.close()
      })
      own.username = 'nodo'
      own.password = 'clave'
      own.searchParams.delete('authSource')
      const dataDir = newFolder(t)
      const { storage } = await openServers(t, { ...base, mongo: { uri: own.href, database: undefined } }, dataDir)
      const erased = newId(Date.now())
      await storage.erasures.remember(erased)
      t.strictSame(await storage.erasures.after(undefined, 10), [erased])

      const target = await openMongoTarget({ uri: own.href, database: restored }, folderHolder(dataDir))
      const origin = {
        nodo_id: await storage.identity.nodoId(),
        epoca: 2,
        seq: 0,
        podado: 0,
        lamport: 0,
        techo_nodo_ms: 0,
      }
      t.strictSame(await target.begin(origin), new Set())
      await target.remember([erased])
      await target.close()
    },
  )
}
