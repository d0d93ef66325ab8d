import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import neo4j from 'neo4j-driver'
import t, { type Test } from 'tap'
import type { Reply } from '../../src/model/api.ts'
import { connectSocket } from '../../src/system/socket-client.ts'
import { type Box, portsOf } from '../bench/box.ts'
import { serversOf } from '../servers.ts'
import { onAir, recordedSeconds, statusOf, untilPart } from './live-on-own-server.ts'
import { contentOf, endLive, liveOf, startEncoder, startNode, until, untilState } from './node-under-fault.ts'

t.setTimeout(600_000)
const servers = serversOf(t)
const folder = await mkdtemp(join(tmpdir(), 'nodo-faults-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))

/** How much each server holds of what a node told it. */
const holding = {
  redis: (t: Test, env: Record<string, string>) => {
    const client = new Redis(env.NODO_REDIS_URL ?? '')
    client.on('error', () => undefined)
    t.teardown(() => client.disconnect())
    return async (space: string) => Number(await client.hget(`{${space}}:proyeccion:rankings`, 'seq').catch(() => 0))
  },
  neo4j: (t: Test, env: Record<string, string>) => {
    const { NODO_NEO4J_URI = '', NODO_NEO4J_USER = '', NODO_NEO4J_PASSWORD = '' } = env
    const driver = neo4j.driver(NODO_NEO4J_URI, neo4j.auth.basic(NODO_NEO4J_USER, NODO_NEO4J_PASSWORD))
    t.teardown(() => driver.close())
    const published = `MATCH (:Usuario)-[made:CREO]->(c:Contenido {propio_espacio: $space})
      WHERE c.propio_orden IS NOT NULL RETURN made`
    return (space: string) =>
      driver.executeQuery(published, { space }).then(
        ({ records }) => records.length,
        () => 0,
      )
  },
}

const affected = {
  redis: { motivo: /Redis no responde: .*rankings/, projection: 'rankings' },
  neo4j: { motivo: /Neo4j no responde: recomendaciones, influencia y red esperan/, projection: 'grafo' },
} as const

/** How the operator sees a projection. */
const projectionOf = async (box: Box, name: string) => {
  const commander = await connectSocket(box.dataDir)
  const states = await commander?.call('projection.list', null)
  await commander?.close()
  return states?.find(({ nombre }) => nombre === name)
}

const answers = async (box: Box, path: string) => (await fetch(box.url + path)).status

/** A live of its own that goes on the air, is watched by nobody and is over. */
const broadcastOnce = async (t: Test, box: Box) => {
  const live = await box.startLive()
  const encoder = startEncoder(live.rtmp)
  t.teardown(() => encoder.stop('SIGKILL'))
  await untilState(box, live.id, 'en_vivo')
  await endLive(box, live.id)
  await encoder.stop('SIGKILL')
}

if (servers) {
  for (const name of ['redis', 'neo4j'] as const)
    for (const manner of ['frozen', 'killed'] as const)
      t.test(`${name} is ${manner}: the live and all that is kept go on, and what it holds catches up`, async (t) => {
        const { server, env, box, live, encoder, watched } = await onAir(t, servers, folder, name)
        const held = holding[name](t, env)
        const { nodo_id } = await statusOf(box)
        const { contenido_id } = await liveOf(box, live.id)
        const before = await until('the live there', async () => (await held(nodo_id)) || undefined)
        const { motivo, projection } = affected[name]

        const goneAt = Date.now()
        const back = await server.takeAway(manner)
        const [other] = await Promise.all([box.startLive(), watched.goesOn(30)])
        for (const path of ['/readyz', '/api/content/list', `/api/content/${contenido_id}`, `/api/live/${live.codigo}`])
          t.equal(await answers(box, path), 200, path)
        t.match(await box.call('PUT', `/api/live/${other.id}`, { titulo: 'Sigue' }), { titulo: 'Sigue' })
        t.match(await untilPart(box, name, 'down'), { desde: Number, motivo })
        const { desde = 0 } = (await statusOf(box)).partes?.[name] ?? {}
        t.ok(desde >= goneAt && desde <= Date.now(), 'since when')
        t.match(await statusOf(box), { estado: 'degraded', en_vivo: 1, avisos: [{ codigo: name, mensaje: motivo }] })
        t.equal(await answers(box, '/readyz'), 200)

        await encoder.stop('SIGKILL')
        await untilState(box, live.id, 'reconectando')
        const again = startEncoder(live.rtmp)
        t.teardown(() => again.stop('SIGKILL'))
        await untilState(box, live.id, 'en_vivo')
        await watched.goesOn(30)
        await broadcastOnce(t, box)
        const late = await until('what is held up', async () => {
          const found = await projectionOf(box, projection)
          return found?.motivo ? found : undefined
        })
        t.ok(late.pendientes > 0 && (late.desde ?? 0) >= goneAt, 'what it does not hold yet, and since when')

        await back()
        await untilPart(box, name, 'ok')
        await until('what was made meanwhile there', async () => (await held(nodo_id)) > before)
        await until('all there', async () => (await projectionOf(box, projection))?.estado === 'al_dia')
        t.match(await projectionOf(box, projection), { pendientes: 0, motivo: null, desde: null })
        t.match(await statusOf(box), { estado: 'ok', avisos: [] })
        await watched.goesOn(10)
        const { id, duracion_ms } = await endLive(box, live.id)
        t.strictSame(watched.refused, [])
        t.ok(Math.abs((await recordedSeconds(box, id)) - (duracion_ms ?? 0) / 1000) < 0.1)
        await until('the download', async () => (await contentOf(box, id)).url_descarga)
        t.equal((await box.call<Reply<'GET /api/content/list'>>('GET', '/api/content/list')).total, 2)
        await box.stop()
      })

  for (const name of ['redis', 'neo4j'] as const)
    t.test(`a node stops in order while ${name} is frozen, and starts while it still is`, async (t) => {
      const { server, env, box, live, watched } = await onAir(t, servers, folder, name)
      const back = await server.takeAway('frozen')
      // Which throws where it ends otherwise than with 0; it allows itself less than 10 s.
      await box.stop()
      t.strictSame(box.left(), [])
      await watched.stop()
      const again = await startNode(folder, { dataDir: box.dataDir, env, ports: portsOf(box, live) })
      t.teardown(() => again.left().length > 0 && again.kill())
      t.match(await untilState(again, live.id, 'reconectando'), { cortes: [{ hasta: null }] })
      t.match((await statusOf(again)).partes?.[name], { estado: 'down', motivo: affected[name].motivo })
      const { id } = await endLive(again, live.id)
      t.equal((await contentOf(again, id)).id, id)
      await back()
      await untilPart(again, name, 'ok')
      await again.stop()
    })
}
