import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { createChildren } from '../packaging/children.ts'
import { type Filler, prepareFiller } from '../packaging/filler.ts'
import { createCalls } from './calls.ts'
import type { IngestCalls, IngestEvent, IngestSetup, KeyEntry, MainCalls } from './protocol.ts'
import { createRtmpServer, type RtmpServer } from './rtmp.ts'
import { createSessions } from './sessions.ts'

/** The ingest thread: RTMP in, the ffmpeg children, fragments out. Nothing here waits for HTTP or the database. */
if (!parentPort) throw new Error('the ingest thread is started by the node, not by hand')
const port = parentPort

let keys = new Map<string, KeyEntry>()
let wallOffsetMs = 0
let filler: Filler | undefined
let sessions: ReturnType<typeof createSessions> | undefined
let server: RtmpServer | undefined
let children: ReturnType<typeof createChildren> | undefined
let stopping = false

const emit = (event: IngestEvent) => {
  const bytes = event.type === 'fragment' ? event.fragment.bytes : event.type === 'init' ? event.bytes : undefined
  calls.tell(event, bytes ? [bytes.buffer] : [])
}
const log = (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown> = {}) =>
  emit({ type: 'log', level, message, fields })

const begin = async (setup: IngestSetup) => {
  wallOffsetMs = setup.wallOffsetMs
  children = createChildren(join(setup.dataDir, 'tmp', 'children'))
  const swept = await children.sweep()
  if (swept > 0) log('warn', 'children of an earlier run were ended', { swept })
  sessions = createSessions({
    recordingsDir: join(setup.dataDir, 'grabaciones'),
    ffmpeg: setup.ffmpeg,
    children,
    filler: () => filler,
    emit,
    wall: () => performance.timeOrigin + performance.now() + wallOffsetMs,
  })
  const { publish } = sessions
  server = createRtmpServer({
    async accept(key, publisher) {
      const entry = keys.get(createHash('sha256').update(key).digest('hex'))
      const live = entry && ('live' in entry ? entry.live : await calls.call('acquire', entry.permanent))
      log('info', live ? 'encoder accepted' : 'encoder refused', { address: publisher.address, live })
      return live === undefined ? undefined : publish(live, publisher)
    },
    dropped: (address, cause) => log('warn', 'encoder connection dropped', { address, cause: String(cause) }),
  })
  const bound = await server.start(setup.rtmpHost, setup.rtmpPort)
  prepareFiller({
    folder: join(setup.dataDir, 'relleno'),
    slate: join(import.meta.dirname, '..', 'packaging', 'slate.png'),
    ffmpeg: setup.ffmpeg,
    children,
  }).then(
    (ready) => {
      filler = ready
      sessions?.fillAll()
    },
    (cause) =>
      stopping ||
      log('error', 'there is no filler: a live whose encoder is away stands still', { cause: String(cause) }),
  )
  return { port: bound }
}

const held = () => {
  if (!sessions) throw new Error('the ingest thread has not begun')
  return sessions
}

const serves: IngestCalls = {
  start: begin,
  async keys(entries) {
    keys = new Map(entries.map((entry) => [entry.hash, entry]))
  },
  open: (live) => held().open(live),
  finish: (live) => held().finish(live),
  async record(level) {
    held().record(level)
  },
  async wallOffset(ms) {
    wallOffsetMs = ms
  },
  async stop() {
    stopping = true
    await server?.stop()
    await sessions?.stop()
    await children?.stopAll()
  },
}
const calls = createCalls<MainCalls, never>(port, serves, () => undefined)
