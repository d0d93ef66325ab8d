import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { stretchesOf } from '../e2e/encoder.ts'
import { childrenOf, isGone, onAir, start } from './live-under-fault.ts'

const folder = await mkdtemp(join(tmpdir(), 'nodo-kill-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))
t.jobs = 2

t.test(
  'a live whose grace went by while nothing ran ends at the start with what there is',
  { buffered: true },
  async (t) => {
    const { dataDir, node, live, encoder, viewer } = await onAir(t, folder, 'late', { NODO_LIVE_GRACE_S: '30' })
    encoder.publisher.destroy()
    await node.is(live.id, 'reconectando')
    await node.box.kill()
    await viewer.stop()
    // Node time goes on from its ceiling, up to a minute ahead of the kill.
    const again = await start(t, dataDir)
    const { cortes } = await again.is(live.id, 'finalizada')
    t.match(cortes, [{ desde: Number, hasta: Number }])
    const recorded = await stretchesOf(`${again.base}/media/${live.contenido}/main/index.m3u8`)
    t.match(recorded, [{ code: 0 }])
    t.equal((await fetch(`${again.base}/hls/${live.id}/index.m3u8`)).status, 404)
    await again.box.stop()
  },
)

t.test('SIGTERM in the middle of a live ends in order, and leaves nothing behind', { buffered: true }, async (t) => {
  const { node, encoder } = await onAir(t, folder, 'term')
  const children = childrenOf(node.box)
  await node.box.stop()
  await encoder.publisher.closed
  t.strictSame(node.box.left(), [])
  for (const pid of children) t.equal(await isGone(pid), true)
})
