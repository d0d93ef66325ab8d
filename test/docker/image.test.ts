import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import { admin, callsOf, until } from '../e2e/box.ts'
import { playback, publish } from '../e2e/encoder.ts'
import { runByBuildah } from './run-by-buildah.ts'
import { runByEngine } from './run-by-engine.ts'
import { runner } from './runner.ts'

const by = runner()
const nothing = 'there is neither a container engine nor, for root, buildah and debootstrap'
if (by === undefined && process.env.NODO_TEST_SERVERS === '1') t.fail(nothing)
const able = { skip: by === undefined && nothing }

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** A whole live through the node at `base`: an encoder, a viewer, and the recording once it has ended. */
const broadcast = async (t: Test, base: string) => {
  const box = callsOf(base)
  const live = await box.prepare()
  const encoder = publish(t, live.rtmp, { gop: 25 })
  await box.is(live.id, 'en_vivo')
  const main = async () => parseMedia(await (await fetch(live.hls.replace('index', 'main/index'))).text())
  const playlist = await until('segments', main, ({ segments }) => segments.length >= 3)
  t.ok(playlist.partTarget, 'the playlist is one of low latency')
  t.match(await playback(live.hls, 2), { code: 0, complaints: [] })
  await encoder.stop()
  await box.end(live.id)
  const { datos } = (await box.call<{ datos: unknown[] }>('GET /api/content/list')).body
  t.match(datos, [{ id: live.contenido, estado: 'publicado' }])
  const recording = await playback(live.media, 60)
  t.match(recording, { code: 0, complaints: [] })
  t.ok(recording.video >= 100 && recording.audio >= 150, 'the recording has what was sent')
}

const byBuildah = async (t: Test) => {
  const port = String(await freePort())
  const addresses = {
    NODO_HTTP_HOST: '127.0.0.1',
    NODO_HTTP_PORT: port,
    NODO_RTMP_HOST: '127.0.0.1',
    NODO_RTMP_PORT: '0',
  }
  const secrets = t.testdir({ settings: "NODO_NODE_NAME='La radio & yo'\n" })
  const node = await runByBuildah(t, { ...admin, ...addresses, LANG: 'en' }, secrets)
  t.match(node.image, {
    Entrypoint: ['nodo'],
    Cmd: ['start'],
    StopSignal: 'SIGTERM',
    Volumes: { '/var/lib/nodo': {} },
    Healthcheck: { Test: ['CMD', 'nodo-ready'] },
  })
  t.equal(node.uid, 10_001)
  t.equal(await node.beside('nodo-ready'), '', 'it is healthy')
  await broadcast(t, `http://127.0.0.1:${port}`)

  t.match(await node.beside('nodo', 'config', 'print'), 'La radio & yo', 'it reads what the bundle keeps for it')
  const { controles } = JSON.parse(await node.beside('nodo', 'doctor', '--json')) as { controles: { estado: string }[] }
  t.strictSame(
    controles.filter(({ estado }) => estado === 'fallo'),
    [],
    'the doctor finds nothing amiss',
  )
  t.equal(await node.beside('find', '/opt/comuniarte-nodo', '-writable'), '', 'it cannot change its own program')
  t.equal(
    await node.beside('ls', '/opt/comuniarte-nodo'),
    'cli\ndist\ndocker\ninstall\nnode_modules\npackage.json\nsrc',
  )

  const { code, said } = await node.stop()
  t.equal(code, 0, said)
  t.match(said, /\nStopped\.\n$/)
  await t.rejects(node.beside('nodo-ready'), 'it is healthy no more')
}

const byEngine = async (t: Test) => {
  const { base, beside } = await runByEngine(t, admin)
  await broadcast(t, base)
  t.match(JSON.parse(await beside('nodo', 'doctor', '--json')), { ok: true })
}

if (by === 'engine') t.test('the whole bundle comes up on empty volumes and carries a live', byEngine)
else t.test('the image carries a live as a user without rights, and stops when it is told', able, byBuildah)
