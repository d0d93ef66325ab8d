import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { portsOf } from '../bench/box.ts'
import { launch } from '../bench/child.ts'
import { groupOf } from '../bench/processes.ts'
import { startEncoder, startNode, untilState } from './node-under-fault.ts'

t.setTimeout(240_000)
const program = join(import.meta.dirname, '..', '..', 'cli', 'nodo.ts')
const folder = await mkdtemp(join(tmpdir(), 'nodo-faults-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))

/** The node while it starts, in a process group of its own. */
const begin = (dataDir: string) => {
  const running = launch(process.execPath, [program, 'start'], {
    detached: true,
    env: {
      PATH: process.env.PATH,
      NODO_DATA_DIR: dataDir,
      NODO_HTTP_HOST: '127.0.0.1',
      NODO_HTTP_PORT: '0',
      NODO_RTMP_HOST: '127.0.0.1',
      NODO_RTMP_PORT: '0',
    },
  })
  return { ...running, left: () => groupOf(running.pid) }
}
type Starting = ReturnType<typeof begin>

/** Moments of a start, as far as they are seen from outside. */
const moments: Record<string, (dataDir: string, starting: Starting) => boolean> = {
  'its process runs': () => true,
  'its log is there': (dataDir) => existsSync(join(dataDir, 'registros')),
  'its database is open': (dataDir) => existsSync(join(dataDir, 'nodo.db-wal')),
  'its first child runs': (_, starting) => starting.left().length > 1,
  'its ballast is laid': (dataDir) => existsSync(join(dataDir, 'lastre')),
  'its socket is there': (dataDir) => existsSync(join(dataDir, 'nodo.sock')),
}

/** Tells a starting node to stop at this moment, and holds what must be true of its end. */
const stopAt = async (t: Test, dataDir: string, name: string, moment: (typeof moments)[string]) => {
  const starting = begin(dataDir)
  const looking = setInterval(() => {
    if (!moment(dataDir, starting)) return
    clearInterval(looking)
    starting.process.kill('SIGTERM')
  }, 2)
  const code = await starting.exited
  clearInterval(looking)
  const { signalCode } = starting.process
  // Before it listens to signals there is nothing to put in order.
  t.ok(code === 0 || signalCode === 'SIGTERM', `when ${name}: ${code ?? signalCode}`)
  t.strictSame(starting.left(), [], 'nothing runs')
  t.equal(existsSync(join(dataDir, 'nodo.sock')), false, 'nor listens')
}

t.test('a node that is told to stop while it starts for the first time does so, at any moment of it', async (t) => {
  for (const [n, [name, moment]] of Object.entries(moments).entries())
    await stopAt(t, join(folder, String(n)), name, moment)
})

t.test('a live that waits for its encoder goes on after starts that were cut short', async (t) => {
  const dataDir = join(folder, 'en-espera')
  const first = await startNode(folder, { dataDir })
  t.teardown(() => first.left().length > 0 && first.kill())
  const live = await first.startLive()
  const encoder = startEncoder(live.rtmp)
  t.teardown(() => encoder.stop('SIGKILL'))
  await untilState(first, live.id, 'en_vivo')
  await first.stop()
  for (const name of ['its process runs', 'its database is open', 'its socket is there'])
    await stopAt(t, dataDir, name, moments[name] ?? (() => true))

  const again = await startNode(folder, { dataDir, ports: portsOf(first, live) })
  t.teardown(() => again.left().length > 0 && again.kill())
  t.match(await untilState(again, live.id, 'reconectando'), { cortes: [{ hasta: null }] })
  const back = startEncoder(live.rtmp)
  t.teardown(() => back.stop('SIGKILL'))
  t.match(await untilState(again, live.id, 'en_vivo'), { cortes: [{ hasta: Number }] })
  await again.stop()
})
