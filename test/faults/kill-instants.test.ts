import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type Box, type Prepared, portsOf } from '../bench/box.ts'
import { groupOf, treeOf } from '../bench/processes.ts'
import { playback, stretchesOf } from '../e2e/encoder.ts'
import { flvSource, play } from '../ingest/flv-source.ts'
import { publishTo } from '../ingest/rtmp-publisher.ts'
import { contentOf, endLive, liveOf, startNode, until, untilState } from './node-under-fault.ts'
import { jobRuns, makeSlowTool } from './slow-tool.ts'
import { watchLive } from './watched-live.ts'

t.setTimeout(240_000)
const folder = await mkdtemp(join(tmpdir(), 'nodo-faults-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))
const tags = await flvSource({ seconds: 40, gop: 25 })

const start = async (t: Test, dataDir: string, env: Record<string, string> = {}, ports?: Ports) => {
  const box = await startNode(folder, { dataDir, env, ...(ports && { ports }) })
  t.teardown(() => groupOf(box.pid).length > 0 && box.kill())
  return box
}
type Ports = ReturnType<typeof portsOf>

/** A live, its encoder and somebody who watches it. */
const broadcast = async (t: Test, box: Box, live: Prepared) => {
  const publisher = await publishTo(portsOf(box, live).rtmp, live.rtmp.split('/').at(-1) ?? '')
  t.teardown(() => publisher.destroy())
  void play(publisher, tags)
  const watched = await watchLive(live.hls)
  t.teardown(() => watched.stop())
  return { live, publisher, watched }
}

/** Kills the whole group, or the node alone and leaves its children to the kernel; resolves when none of them runs. */
const kill = async (box: Box, whole: boolean) => {
  const children = treeOf(box.pid).map(({ pid }) => pid)
  if (whole) await box.kill()
  else process.kill(box.pid, 'SIGKILL')
  await until('the end of every child', () => {
    const alive = new Set(groupOf(box.pid))
    return !children.some((pid) => alive.has(pid))
  })
}

const seconds = (stretches: Awaited<ReturnType<typeof stretchesOf>>) =>
  stretches.reduce((sum, one) => sum + one.seconds, 0)

/** Holds that what was seen of a live before the kill is in its recording, and that the recording plays. */
const isKept = async (t: Test, box: Box, contenido: string, aired: number) => {
  const stretches = await stretchesOf(`${box.url}/media/${contenido}/main/index.m3u8`)
  for (const { code, complaints } of stretches) t.strictSame([code, complaints], [0, []], 'it plays')
  t.ok(seconds(stretches) >= aired - 0.5, `${seconds(stretches)} s are kept of ${aired} s that were seen`)
}

for (const whole of [true, false])
  t.test(`lives at every stage are kept when ${whole ? 'everything' : 'the node alone'} is killed`, async (t) => {
    const dataDir = join(folder, whole ? 'todo' : 'nodo')
    const box = await start(t, dataDir)
    const lives = await Promise.all(Array.from({ length: 4 }, () => box.startLive()))
    const on = await Promise.all(
      lives.slice(0, 3).map(async (live, n) => {
        await sleep(n * 900)
        return broadcast(t, box, live)
      }),
    )
    // The fourth has an encoder, and nothing on air yet.
    const [last] = lives.slice(3)
    if (!last) return
    const early = await publishTo(portsOf(box, last).rtmp, last.rtmp.split('/').at(-1) ?? '')
    await early.answered
    void play(early, tags)
    await sleep(Math.random() * 1500)
    // One is being ended as it happens.
    // Its answer may never come.
    const ending = endLive(box, lives[0]?.id ?? '').catch(() => undefined)
    await sleep(Math.random() * 60)
    await kill(box, whole)
    const aired = on.map(({ watched }) => watched.aired())
    await Promise.all([ending, ...on.map(({ watched }) => watched.stop())])

    const again = await start(t, dataDir, {}, portsOf(box, last))
    for (const [n, { live }] of on.entries()) {
      const { estado } = await liveOf(again, live.id)
      t.ok(estado === 'reconectando' || (n === 0 && estado === 'finalizada'), `${n}: ${estado}`)
      const contenido = await endLive(again, live.id)
      t.equal(contenido.estado, 'publicado')
      await isKept(t, again, contenido.id, aired[n] ?? 0)
    }
    t.not((await liveOf(again, last.id)).estado, 'en_vivo')
    const back = await broadcast(t, again, last)
    await untilState(again, last.id, 'en_vivo')
    await back.publisher.stop()
    await back.watched.stop()
    await endLive(again, last.id)
    await again.stop()
    t.strictSame(again.left(), [])
  })

t.test(
  'a live whose encoder does not come back after a kill ends by itself, and its download is made after another kill',
  async (t) => {
    const dataDir = join(folder, 'gracia')
    const env = { NODO_LIVE_GRACE_S: '5' }
    const box = await start(t, dataDir, env)
    const live = await box.startLive()
    const { watched } = await broadcast(t, box, live)
    await watched.goesOn(15)
    await kill(box, true)
    const aired = watched.aired()
    await watched.stop()

    const second = await start(t, dataDir, { ...env, NODO_FFMPEG: await makeSlowTool(folder) })
    const { contenido_id } = await untilState(second, live.id, 'finalizada')
    await isKept(t, second, contenido_id, aired)
    await until('its job', () => jobRuns(second))
    await kill(second, false)

    const third = await start(t, dataDir)
    const download = await until('its download', async () => (await contentOf(third, contenido_id)).url_descarga)
    const whole = await playback(new Uint8Array(await (await fetch(third.url + download)).arrayBuffer()), 600)
    t.match(whole, { code: 0, complaints: [] })
    t.ok(whole.video / 25 >= aired - 0.5, `${whole.video} pictures are in the download of ${aired} s that were seen`)
    await third.stop()
    t.strictSame(third.left(), [])
  },
)
