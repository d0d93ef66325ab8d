import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Box } from '../bench/box.ts'
import { until } from '../e2e/box.ts'
import { broadcast, stretchesOf } from '../e2e/encoder.ts'
import { childrenOf, isGone, onAir, start, tags } from './live-under-fault.ts'

const folder = await mkdtemp(join(tmpdir(), 'nodo-kill-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))
t.jobs = 2

for (const [name, kill] of [
  ['its whole process group', (box: Box) => box.kill()],
  [
    'the node alone',
    async (box: Box) => {
      process.kill(box.pid, 'SIGKILL')
    },
  ],
] as const)
  t.test(`a live goes on after kill -9 of ${name}`, { buffered: true }, async (t) => {
    const { dataDir, node, live, encoder, viewer, ports } = await onAir(t, folder, name)
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

    const again = await start(t, dataDir, {}, ports)
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
