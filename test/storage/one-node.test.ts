import { spawn } from 'node:child_process'
import { cpSync } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import t, { type Test } from 'tap'
import { folderHolder } from '../../src/storage/folder-holder.ts'
import { lockFolder } from '../../src/storage/lock.ts'
import { type BaseLeaseDeps, createBaseLease } from '../../src/storage/servers/base-lease.ts'
import { createMongo } from '../../src/storage/servers/mongo.ts'
import { collectionTable } from '../../src/storage/servers/schema.ts'
import { account } from '../contract/records.ts'
import { serversOf } from '../servers.ts'
import { newFolder } from './base.ts'
import { writeInto } from './killable.ts'
import { type Base, endLease, newBase, openServers } from './server-base.ts'

const servers = serversOf(t)

/** Opens a base as soon as it is free. */
const openWhenFree = async (t: Test, base: Base) => {
  for (;;) {
    try {
      return await openServers(t, base)
    } catch (error) {
      if ((error as { code?: string }).code !== 'base_en_uso') throw error
      await wait(50)
    }
  }
}

const of = (name: string) => ({ name, dataDir: '/de/ana' })

const holderOf = (dataDir: string) => {
  const unlock = lockFolder(dataDir)
  const { name } = folderHolder(dataDir)
  unlock()
  return name
}

t.test('a folder is known again, and its copy is another', async (t) => {
  const [dataDir, copy] = [newFolder(t), newFolder(t)]
  const holder = holderOf(dataDir)
  t.equal(holderOf(dataDir), holder)
  cpSync(dataDir, copy, { recursive: true })
  t.not(holderOf(copy), holder)
  t.equal(holderOf(dataDir), holder)
})

if (servers) {
  t.test('a second node on a database is refused and told whose it is; the first goes on', async (t) => {
    const base = newBase(t, servers)
    const dataDir = newFolder(t)
    const { storage } = await openServers(t, base, dataDir)
    await t.rejects(openServers(t, base), {
      code: 'base_en_uso',
      values: {
        base: basename(new URL(base.mongo.uri).pathname),
        quien: new RegExp(`: ${dataDir}$`),
        segundos: Number,
      },
    })
    await storage.accounts.create(account())
    t.equal(storage.status().estado, 'ok')
    await storage.stop()
    const other = await openServers(t, base)
    await other.storage.accounts.create(account())
    t.equal((await other.storage.accounts.list(10)).length, 2)
  })

  t.test('after a kill its own folder has it at once, another when its time is over', async (t) => {
    const base = newBase(t, servers)
    const dataDir = newFolder(t)
    await writeInto(dataDir, JSON.stringify(base)).killAfter(3)
    await t.rejects(openServers(t, base), { code: 'base_en_uso' })
    const { storage } = await openServers(t, base, dataDir)
    t.ok((await storage.accounts.list(100)).length >= 3)
    await storage.stop()

    await writeInto(dataDir, JSON.stringify(base)).killAfter(3)
    await endLease(base)
    const other = await openServers(t, base)
    t.ok((await other.storage.accounts.list(100)).length >= 6)
    await t.rejects(openServers(t, base, dataDir), { code: 'base_en_uso' })
  })

  t.test('of ten that start at once one has it', async (t) => {
    const base = newBase(t, servers)
    const started = await Promise.allSettled(Array.from({ length: 10 }, () => openServers(t, base)))
    t.equal(started.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const one of started) if (one.status === 'rejected') t.match(one.reason, { code: 'base_en_uso' })
  })

  t.test('a node that was away for longer than its lease writes nothing once another has its place', async (t) => {
    const base = newBase(t, servers)
    const args = [newFolder(t), JSON.stringify({ ...base, leaseMs: 1_500 })]
    const script = new URL('./frozen-writer.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.teardown(() => child.kill('SIGKILL'))
    const lines = createInterface({ input: child.stdout })
    const said: string[] = []
    const enough = Promise.withResolvers<void>()
    lines.on('line', (line) => {
      said.push(line)
      if (said.length === 20) enough.resolve()
    })
    await enough.promise
    child.kill('SIGSTOP')
    const { storage, diario } = await openWhenFree(t, base)
    const mine = [account(), account()]
    await storage.accounts.create(mine[0]!)
    const ended = new Promise((resolve) => child.on('close', resolve))
    child.kill('SIGCONT')
    await ended
    await storage.accounts.create(mine[1]!)

    const outcome = JSON.parse(said.pop() ?? '{}')
    t.match(outcome, { estado: 'down', motivo: { es: /otro nodo .*tomó esta base/ } })
    t.equal(new Set(outcome.refusals).size, 1)
    t.equal(outcome.refusals[0], 'servicio_no_disponible')
    for (const id of said) t.ok(await storage.accounts.byId(id), 'what it acknowledged is there')
    const rows = await diario()
    const first = rows.findIndex(({ id_registro }) => id_registro === mine[0]?.id)
    t.same(
      rows.slice(first).map(({ id_registro }) => id_registro),
      mine.map(({ id }) => id),
      'nothing of it came after',
    )
    t.equal(new Set(rows.map(({ lamport }) => lamport)).size, rows.length)
    t.equal((await storage.accounts.list(10_000)).length, rows.length)
    t.equal(storage.status().estado, 'ok')
  })

  t.test(
    'of two that are taken for the same folder the later one has it, and the earlier one writes no more',
    async (t) => {
      const [lost, told] = [{ count: 0 }, [] as (string | undefined)[]]
      const base = newBase(t, servers)
      const client = createMongo(base.mongo)
      t.teardown(() => client.client.close())
      const made = (given: Partial<BaseLeaseDeps> = {}) =>
        createBaseLease({ mongo: client, lengthMs: 600, onLost: () => lost.count++, ...given })
      const earlier = made({ onLost: (by) => told.push(by) })
      await earlier.take(of('la misma'))
      const later = made()
      await later.take(of('la misma'))
      while (told.length === 0) await wait(10)
      await t.rejects(earlier.ensure(), { code: 'servicio_no_disponible' })
      t.match(told, [/: \/de\/ana$/])
      await later.ensure()
      await earlier.release()
      await t.rejects(made().take(of('otra')), { code: 'base_en_uso' }, 'who has lost it gives nothing back')
      await later.release()
      await made().take(of('otra'))
      t.equal(lost.count, 0)
    },
  )

  t.test('a lease that ended while nobody took it goes on', async (t) => {
    const mongo = createMongo(newBase(t, servers).mongo)
    t.teardown(() => mongo.client.close())
    const lease = createBaseLease({ mongo, lengthMs: 300, onLost: () => t.fail('nobody took it') })
    await lease.take(of('una'))
    // Held up, so that nothing lengthens it.
    const until = performance.now() + 500
    while (performance.now() < until);
    const [now] = await mongo
      .of('origen')
      .aggregate([{ $match: { _id: 'arriendo' } }, { $project: { over: { $lt: ['$vence', '$$NOW'] } } }])
      .toArray()
    t.equal(now?.over, true)
    await lease.ensure()
    t.equal(lease.lost(), false)
    await lease.release()
  })

  t.test('where its database was dropped a node refuses what it is told, and its next start makes one', async (t) => {
    const base = { ...newBase(t, servers), leaseMs: 600 }
    const dataDir = newFolder(t)
    const { storage } = await openServers(t, base, dataDir)
    const client = new MongoClient(base.mongo.uri)
    t.teardown(() => client.close())
    await client.db().dropDatabase()
    while (storage.status().estado !== 'down') await wait(20)
    t.match(storage.status().motivo, { es: /^la base nodo-\S+ de MongoDB ya no está: .*«nodo restore»/ })
    await t.rejects(storage.accounts.create(account()), { code: 'servicio_no_disponible' })
    await storage.stop()

    const { storage: next } = await openServers(t, base, dataDir)
    await next.accounts.create(account())
    const isUpToDate = async () => (await next.projections.states()).every(({ estado }) => estado === 'al_dia')
    while (!(await isUpToDate())) await wait(20)
    const collections = await client.db().listCollections({}, { nameOnly: true }).toArray()
    // What is watched of the server's questions stands in a collection of its own.
    const made = collections.map(({ name }) => name).filter((name) => !name.startsWith('system.'))
    t.same(made.sort(), Object.keys(collectionTable).sort())
  })
}
