import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import { type Box, portsOf } from '../bench/box.ts'
import { flvSource, isConfig, play, type Tag } from '../ingest/flv-source.ts'
import { publishTo } from '../ingest/rtmp-publisher.ts'
import { u32 } from './malformed-rtmp.ts'
import { contentOf, endLive, startEncoder, startNode, until, untilState } from './node-under-fault.ts'
import { say } from './rtmp-client.ts'
import { jobRuns, makeSlowTool } from './slow-tool.ts'
import { watchLive } from './watched-live.ts'

t.setTimeout(240_000)
const folder = await mkdtemp(join(tmpdir(), 'nodo-faults-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))

/** Makes a picture heavier by a NALU of filler (H.264 7.3.2.7). */
const heavier = (tag: Tag, bytes: number): Tag => {
  if (tag.type !== 9 || isConfig(tag)) return tag
  const filler = [u32(bytes), Buffer.of(0x0c), Buffer.alloc(bytes - 2, 0xff), Buffer.of(0x80)]
  return { ...tag, payload: Buffer.concat([tag.payload, ...filler]) }
}

const open = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => get(url, resolve).once('error', reject))

/** A live that has ended, its segments too large for any buffer between two programs of one machine. */
const recordHeavy = async (box: Box) => {
  const live = await box.startLive()
  const publisher = await publishTo(Number(/:(\d+)\//.exec(live.rtmp)?.[1]), live.rtmp.split('/').at(-1) ?? '')
  await publisher.answered
  await play(
    publisher,
    (await flvSource({ seconds: 3 })).map((tag) => heavier(tag, 400_000)),
  )
  await untilState(box, live.id, 'en_vivo')
  await publisher.stop()
  const contenido = await endLive(box, live.id)
  const playlist = `${box.url}/media/${contenido.id}/main/index.m3u8`
  const [first] = parseMedia(await (await fetch(playlist)).text()).segments
  return { contenido: contenido.id, segment: new URL(first?.uri ?? '', playlist).href }
}

t.test(
  'a node that is told to stop amid everything stops in order, and its live goes on at the next start',
  async (t) => {
    const dataDir = join(folder, 'datos')
    const box = await startNode(folder, { dataDir, env: { NODO_FFMPEG: await makeSlowTool(folder) } })
    t.teardown(() => box.left().length > 0 && box.kill())
    const recorded = await recordHeavy(box)
    await until('the job', () => jobRuns(box))

    const live = await box.startLive()
    const encoder = startEncoder(live.rtmp)
    t.teardown(() => encoder.stop('SIGKILL'))
    const watched = await watchLive(live.hls)
    await watched.goesOn(10)
    const { mediaSequence, segments } = watched.media
    const ahead = live.hls.replace('index.m3u8', `main/index.m3u8?_HLS_msn=${mediaSequence + segments.length + 1}`)
    const held = Array.from({ length: 20 }, () => fetch(ahead).then((answer) => answer.text(), String))
    const slow = await open(recorded.segment)
    t.equal(slow.statusCode, 200)
    const cut = new Promise((resolve) => slow.once('close', resolve).once('error', resolve))
    const idle = connect(join(dataDir, 'nodo.sock'))
    const hungUp = new Promise((resolve) => idle.once('close', resolve))
    await new Promise((resolve) => idle.once('connect', resolve))
    const port = portsOf(box, live).rtmp
    const silent = [say(port, { greets: false, pieces: [Buffer.of(3)] }), say(port, { pieces: [] })]
    t.equal(jobRuns(box), true, 'the job is still at work')

    process.kill(box.pid, 'SIGTERM')
    process.kill(box.pid, 'SIGTERM')
    process.kill(box.pid, 'SIGINT')
    // Which gives it a third one, and throws where it ends otherwise than with 0; it allows itself less than 10 s.
    await box.stop()
    t.strictSame(box.left(), [], 'no process is left')
    t.equal(existsSync(join(dataDir, 'nodo.sock')), false, 'nor the socket')
    await Promise.all([...held, ...silent, hungUp, watched.stop()])
    slow.resume()
    await cut
    await encoder.exited

    const again = await startNode(folder, { dataDir, ports: portsOf(box, live) })
    t.teardown(() => again.left().length > 0 && again.kill())
    t.match(await untilState(again, live.id, 'reconectando'), { cortes: [{ hasta: null }] })
    const back = startEncoder(live.rtmp)
    t.teardown(() => back.stop('SIGKILL'))
    t.match(await untilState(again, live.id, 'en_vivo'), { cortes: [{ hasta: Number }] })
    await until('the download', async () => (await contentOf(again, recorded.contenido)).url_descarga)
    await again.stop()
    t.strictSame(again.left(), [])
  },
)
