import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import t from 'tap'
import type { IngestEvent } from '../../src/ingest/protocol.ts'
import { createRtmpServer } from '../../src/ingest/rtmp.ts'
import { createSessions } from '../../src/ingest/sessions.ts'
import type { Id } from '../../src/model/primitives.ts'
import { createChildren } from '../../src/packaging/children.ts'
import { startEncoder, until } from './node-under-fault.ts'

t.setTimeout(120_000)
/** Longer than the silence after which an encoder is taken for dead. */
const heldUpMs = 11_000

const holdUp = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

t.test('a thread that is held up does not blame the encoder for the silence', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'nodo-faults-'))
  const live = '01a00000-0000-7000-8000-000000000000' as Id
  const heard: IngestEvent['type'][] = []
  const children = createChildren(join(folder, 'children'))
  const sessions = createSessions({
    recordingsDir: folder,
    ffmpeg: 'ffmpeg',
    children,
    filler: () => undefined,
    emit: ({ type }) => heard.push(type),
    wall: Date.now,
  })
  await sessions.open({ live, grabar: false, resume: undefined })
  const server = createRtmpServer({
    accept: async (_key, publisher) => sessions.publish(live, publisher),
    dropped: (_address, cause) => t.fail(String(cause)),
  })
  const port = await server.start('127.0.0.1', 0)
  const encoder = startEncoder(`rtmp://127.0.0.1:${port}/live/clave`)
  t.teardown(async () => {
    await encoder.stop('SIGKILL')
    await server.stop()
    await sessions.stop()
    await children.stopAll()
    await rm(folder, { recursive: true, force: true })
  })
  const fragments = () => heard.filter((type) => type === 'fragment').length
  await until('the live', () => heard.includes('onAir') && fragments() > 20)

  // The loop's timers come after its immediates, and only then is read what came meanwhile.
  await immediate()
  holdUp(heldUpMs)

  const before = fragments()
  await until('more of it', () => fragments() > before + 50)
  t.notOk(heard.includes('away'), 'the encoder was never away')
})
