import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Box, startBox } from '../bench/box.ts'
import { treeOf } from '../bench/processes.ts'
import { admin, callsOf, until } from '../e2e/box.ts'
import { broadcast, stretchesOf } from '../e2e/encoder.ts'
import { watch } from '../e2e/viewer.ts'
import { flvSource } from '../ingest/flv-source.ts'

const tags = await flvSource({ seconds: 60, gop: 25 })
const folder = await mkdtemp(join(tmpdir(), 'nodo-kill-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))

const start = async (t: Test, dataDir: string, ports?: { http: number; rtmp: number }) => {
  // The suite's runner would load its own code into every node below it.
  const box = await startBox(folder, { dataDir, env: { NODE_OPTIONS: '', ...admin }, ...(ports && { ports }) })
  t.teardown(async () => {
    if (box.left().length > 0) await box.kill()
  })
  return { box, ...callsOf(box.url) }
}
const portOf = (rtmp: string) => Number(/:(\d+)\//.exec(rtmp)?.[1])

const onAir = async (t: Test, name: string) => {
  const dataDir = join(folder, name)
  const node = await start(t, dataDir)
  const live = await node.prepare()
  const rtmpPort = portOf(live.rtmp)
  const encoder = await broadcast(t, { rtmpPort }, live.key, tags)
  await node.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('media', viewer.aired, (seconds) => seconds >= 7)
  return { dataDir, node, live, encoder, viewer, ports: { http: Number(new URL(node.base).port), rtmp: rtmpPort } }
}

/** Processes below the node but its own, by pid. */
const childrenOf = (box: Box) =>
  treeOf(box.pid)
    .map(({ pid }) => pid)
    .filter((pid) => pid !== box.pid)
const isGone = async (pid: number) => {
  const status = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return status === '' || status.includes(') Z ')
}

for (const [name, kill] of [
  ['its whole process group', (box: Box) => box.kill()],
  [
    'the node alone',
    async (box: Box) => {
      process.kill(box.pid, 'SIGKILL')
    },
  ],
] as const)
  t.test(`a live goes on after kill -9 of ${name}`, async (t) => {
    const { dataDir, node, live, encoder, viewer, ports } = await onAir(t, name)
    const children = childrenOf(node.box)
    t.ok(children.length > 0)
    await kill(node.box)
    const aired = viewer.aired()
    await encoder.publisher.closed
    for (const pid of children)
      await until(
        `the end of ${pid}`,
        () => isGone(pid),
        (gone) => gone,
      )
    const before = viewer.segments()
    const last = before.at(-1)

    const again = await start(t, dataDir, ports)
    t.match(await again.is(live.id, 'reconectando'), { cortes: [{ hasta: null }], gracia_vence_en: Number })
    await until('the filler', viewer.segments, (segments) => segments.length > before.length)
    const next = viewer.segments()[before.length]
    t.ok((next?.msn ?? 0) > (last?.msn ?? 0) && (next?.stretch ?? 0) > (last?.stretch ?? 0), 'behind what was there')
    const { answer } = await broadcast(t, { rtmpPort: ports.rtmp }, live.key, tags)
    t.equal(answer, 'NetStream.Publish.Start', 'with the same key')
    t.equal((await again.is(live.id, 'en_vivo')).cortes.length, 1)
    await until(
      'the encoder',
      viewer.segments,
      (segments) => segments.filter(({ stretch }) => stretch > (next?.stretch ?? 0)).length > 1,
    )
    const { contenido } = await again.end(live.id)
    await viewer.ended
    t.strictSame(viewer.found(), [])
    const [killed, ...others] = await stretchesOf(live.media.replace('index', 'main/index'))
    t.equal(others.length, 1)
    for (const { code, complaints } of [killed, ...others].filter((stretch) => stretch !== undefined))
      t.strictSame([code, complaints], [0, []])
    t.ok((killed?.seconds ?? 0) >= aired - 0.5, `${killed?.seconds} s are kept of ${aired} s that were seen`)
    t.equal(contenido.estado, 'publicado')
    await again.box.stop()
    t.strictSame(again.box.left(), [])
  })

t.test('a live whose grace went by while nothing ran ends at the start with what there is', async (t) => {
  const { dataDir, node, live, viewer } = await onAir(t, 'late')
  await node.box.kill()
  await viewer.stop()
  const { box } = await start(t, dataDir, undefined)
  await box.stop()
  // Node time goes on from its ceiling, a minute ahead: a grace of 5 s is over at the third start.
  const again = await startBox(folder, { dataDir, env: { NODE_OPTIONS: '', NODO_LIVE_GRACE_S: '5', ...admin } })
  t.teardown(() => (again.left().length > 0 ? again.kill() : undefined))
  const calls = callsOf(again.url)
  const { estado } = await until(
    'its state',
    () => calls.live(live.id),
    ({ estado }) => estado,
  )
  t.ok(['reconectando', 'finalizada'].includes(estado))
  await calls.end(live.id)
  const recorded = await stretchesOf(`${again.url}/media/${live.contenido}/main/index.m3u8`)
  t.equal(recorded.length, 1)
  await again.stop()
})

t.test('SIGTERM in the middle of a live ends in order, and leaves nothing behind', async (t) => {
  const { node, encoder } = await onAir(t, 'term')
  const children = childrenOf(node.box)
  await node.box.stop()
  await encoder.publisher.closed
  t.strictSame(node.box.left(), [])
  for (const pid of children) t.equal(await isGone(pid), true)
})
