import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Reply } from '../../src/model/api.ts'
import { portsOf } from '../bench/box.ts'
import { serversOf } from '../servers.ts'
import { onAir, recordedSeconds, statusOf, untilPart } from './live-on-own-server.ts'
import { contentOf, endLive, liveOf, startEncoder, startNode, until, untilState } from './node-under-fault.ts'
import type { WatchedLive } from './watched-live.ts'

t.setTimeout(300_000)
const servers = serversOf(t)
const folder = await mkdtemp(join(tmpdir(), 'nodo-faults-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))

const seenSeconds = ({ media }: WatchedLive) =>
  (media.mediaSequence + media.segments.length) * Math.min(...media.segments.map(({ duration }) => duration))

if (servers) {
  for (const manner of ['frozen', 'killed'] as const)
    t.test(
      `MongoDB is ${manner}: the live stays on the air, changes are refused whole, and all catches up`,
      async (t) => {
        const { server: mongodb, box, live, encoder, watched } = await onAir(t, servers, folder, 'mongodb')
        await box.call('PUT', `/api/live/${live.id}`, { titulo: 'Otro nombre' })
        const read = await contentOf(box, (await liveOf(box, live.id)).contenido_id)
        const goneAt = Date.now()
        const back = await mongodb.takeAway(manner)
        const refused = await box.call('POST', '/api/live/start', { titulo: 'No' }).catch(String)
        t.match(refused, /503 .*servicio_no_disponible/)
        await watched.goesOn(30)
        const { desde, motivo } = await untilPart(box, 'mongodb', 'down')
        t.ok(desde >= goneAt && desde <= Date.now(), 'since when')
        t.match(motivo, /MongoDB no responde: catálogo, cuentas y cambios esperan/, 'and what is affected')
        t.match(await statusOf(box), { estado: 'down', en_vivo: 1, avisos: [{ codigo: 'mongodb' }] })

        const answer = await fetch(`${box.url}/api/content/list`)
        t.equal(answer.status, 503)
        t.ok(Number(answer.headers.get('retry-after')) > 0)
        t.match(await box.call('GET', '/api/live'), {
          datos: [{ id: live.id, estado: 'en_vivo', titulo: 'Otro nombre' }],
        })
        t.match(await box.call('GET', `/api/live/${live.codigo}`), { id: live.id, creador: { nombre: String } })
        t.match(await contentOf(box, read.id), { id: read.id, titulo: read.titulo }, 'which was read lately')
        t.match(await box.call('PUT', `/api/live/${live.id}`, { titulo: 'No' }).catch(String), /503/)
        t.match(await box.call('POST', `/api/live/${live.id}/end`).catch(String), /503/, 'nor is it ended')

        await encoder.stop('SIGKILL')
        await untilState(box, live.id, 'reconectando')
        const again = startEncoder(live.rtmp)
        t.teardown(() => again.stop('SIGKILL'))
        await untilState(box, live.id, 'en_vivo')
        await watched.goesOn(30)

        await back()
        await untilPart(box, 'mongodb', 'ok')
        const { cortes } = await until('the outage of the encoder in its record', async () => {
          const found = await liveOf(box, live.id)
          return found.estado === 'en_vivo' && found.cortes.length === 1 && found
        })
        t.match(cortes, [{ desde: Number, hasta: Number }])
        t.ok((cortes[0]?.desde ?? 0) >= goneAt)
        await watched.goesOn(10)
        const seen = seenSeconds(watched)
        const { id, duracion_ms } = await endLive(box, live.id)
        t.strictSame(watched.refused, [])
        const seconds = await recordedSeconds(box, id)
        t.ok(seconds >= seen / 2 && Math.abs(seconds - (duracion_ms ?? 0) / 1000) < 0.1, `${seconds} s of ${seen} s`)
        t.match(await box.call('GET', '/api/live/mine'), { datos: [] }, 'what was refused left nothing')
        t.equal((await box.call<Reply<'GET /api/content/list'>>('GET', '/api/content/list')).total, 1)
        await until('the download', async () => (await contentOf(box, id)).url_descarga)
        await box.stop()
      },
    )

  for (const when of ['at once', 'when it is known to be away'] as const)
    t.test(`a node that is told to stop ${when} while MongoDB is frozen stops in order`, async (t) => {
      const { server: mongodb, env, box, live, watched } = await onAir(t, servers, folder, 'mongodb')
      const back = await mongodb.takeAway('frozen')
      if (when !== 'at once') await untilPart(box, 'mongodb', 'down')
      await watched.goesOn(5)
      // Which throws where it ends otherwise than with 0; it allows itself less than 10 s.
      await box.stop()
      t.strictSame(box.left(), [])
      await back()
      const again = await startNode(folder, { dataDir: box.dataDir, env, ports: portsOf(box, live) })
      t.teardown(() => again.left().length > 0 && again.kill())
      t.match(await untilState(again, live.id, 'reconectando'), { cortes: [{ hasta: null }] })
      const { id, duracion_ms } = await endLive(again, live.id)
      t.ok((duracion_ms ?? 0) >= 6_000, 'with what was recorded while nothing could be journalled')
      t.ok(Math.abs((await recordedSeconds(again, id)) - (duracion_ms ?? 0) / 1000) < 0.1)
      await again.stop()
    })
}
