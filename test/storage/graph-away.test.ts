import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createServers } from '../../src/storage/servers/servers.ts'
import { follow } from '../contract/acts.ts'
import { projected, stateOf } from '../contract/projections.ts'
import { account, content } from '../contract/records.ts'
import { createPlace } from '../own-servers.ts'
import { serversOf, type TestServers } from '../servers.ts'
import { newFolder, silent } from './base.ts'
import { newBase, openServers } from './server-base.ts'

const servers = serversOf(t)

/** A base whose Neo4j is its own, to be stopped and started. */
const openAlone = async (t: Test, shared: TestServers) => {
  const place = createPlace(t)
  await place.servers('start', 'neo4j')
  const { NODO_NEO4J_URI = '', NODO_NEO4J_USER = '', NODO_NEO4J_PASSWORD = '' } = place.settings()
  const own = { neo4jUri: NODO_NEO4J_URI, neo4jUser: NODO_NEO4J_USER, neo4jPassword: NODO_NEO4J_PASSWORD }
  return { place, base: newBase(t, { ...shared, ...own }) }
}

if (servers) {
  t.test('Neo4j goes: questions are told to wait, acts go on, and the graph catches up when it is back', async (t) => {
    const { place, base } = await openAlone(t, servers)
    const { storage, graph } = await openServers(t, base)
    const [ana, eva] = [account({ region: 'MX-OAX' }), account()]
    for (const one of [ana, eva]) await storage.accounts.create(one)
    await storage.contents.createMany([content(eva.id, { estado: 'publicado' })])
    await projected(storage)
    t.equal((await storage.graph.network(undefined, 10)).nodos.length, 2)
    t.match(storage.parts(), { neo4j: { estado: 'ok', motivo: null } })

    await place.servers('stop', 'neo4j')
    const beganAway = Date.now()
    await storage.follows.follow(follow(ana.id, eva.id))
    await t.rejects(storage.graph.network(undefined, 10), { code: 'servicio_no_disponible', retryAfterS: Number })
    await t.rejects(storage.graph.network('MX-OAX', 10), { code: 'servicio_no_disponible' })
    const listener = { id: ana.id, region: null, intereses: [] }
    await t.rejects(storage.graph.contentsFor(listener, 0, 10), { code: 'servicio_no_disponible' })
    await t.rejects(storage.graph.influenceOf(eva.id), { code: 'servicio_no_disponible' })
    while (storage.parts().neo4j?.estado !== 'down') await wait(20)
    const { desde = 0, motivo } = storage.parts().neo4j ?? {}
    t.ok(desde >= beganAway && desde <= Date.now(), 'since when')
    t.match(motivo?.es, /Neo4j no responde: recomendaciones/)
    t.equal(storage.status().estado, 'ok')
    await storage.accounts.setStanding(ana.id, { activo: false }, { actor_id: null, fecha: Date.now() })
    while ((await stateOf(storage, 'grafo'))?.motivo === null) await wait(20)
    t.match(await stateOf(storage, 'grafo'), {
      estado: 'atrasada',
      pendientes: 2,
      desde: Number,
      motivo: String,
    })

    await place.servers('start', 'neo4j')
    await projected(storage)
    t.match(storage.parts(), { neo4j: { estado: 'ok', motivo: null } })
    const caughtUp = await graph()
    await storage.projections.rebuild('grafo')
    await projected(storage)
    t.same(await graph(), caughtUp)
    t.equal(caughtUp.filter((line) => line.startsWith('["SIGUE"')).length, 1)
  })

  t.test('a Neo4j that is frozen holds nobody up for ever', async (t) => {
    const { place, base } = await openAlone(t, servers)
    const { storage } = await openServers(t, base)
    const eva = account()
    await storage.accounts.create(eva)
    await projected(storage)
    const pid = place.pidOf('neo4j')
    process.kill(pid, 'SIGSTOP')
    try {
      await t.rejects(storage.graph.network(undefined, 10), { code: 'servicio_no_disponible' })
      t.match(storage.parts(), { neo4j: { estado: 'down' } })
      await storage.contents.createMany([content(eva.id, { estado: 'publicado' })])
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await projected(storage)
    t.equal((await storage.graph.network(undefined, 10)).nodos.length, 2)
  })

  t.test('a node starts without Neo4j, and with a password that it refuses, and says which', async (t) => {
    const { place, base } = await openAlone(t, servers)
    const wrong = createServers({
      dataDir: newFolder(t),
      ...base,
      neo4j: { ...base.neo4j, password: 'otra clave' },
      log: silent,
    })
    await wrong.start()
    t.match(wrong.parts(), { neo4j: { estado: 'down', motivo: { es: /rechaza usuario o clave/ } } })
    await wrong.stop()
    await place.servers('stop', 'neo4j')
    const storage = createServers({ dataDir: newFolder(t), ...base, log: silent })
    await storage.start()
    t.teardown(() => storage.stop())
    t.match(storage.parts(), { mongodb: { estado: 'ok' }, neo4j: { estado: 'down', motivo: { es: /no responde/ } } })
    const eva = account()
    await storage.accounts.create(eva)
    await storage.contents.createMany([content(eva.id, { estado: 'publicado' })])
    await place.servers('start', 'neo4j')
    await projected(storage)
    // One that has just begun may take longer than its limit.
    const nodes = async () => (await storage.graph.network(undefined, 10).catch(() => undefined))?.nodos.length
    while ((await nodes()) !== 2) await wait(100)
  })
}
