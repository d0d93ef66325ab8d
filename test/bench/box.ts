import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from '../../src/model/api.ts'
import { launch, type Running } from './child.ts'
import { groupOf } from './processes.ts'

const project = join(import.meta.dirname, '..', '..')
const email = 'operadora@radio.example'
const clave = 'una clave de medida'
const readyWithinMs = 30_000

/** What of the caller's variables goes on to the node, which a box starts with few: the last two are for who profiles. */
const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NODE_OPTIONS', 'LD_PRELOAD']

/** The flags and the variables that install/start.sh gives the program, by its own word. */
const asStarted = (): { flags: string[]; env: Record<string, string> } => {
  const script = 'project=$1; . "$project/install/prepare.sh"; printf "%s\\0" "$run_flags"; env -0'
  const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.includes(name)))
  const told = execFileSync('sh', ['-uc', script, 'sh', project], { encoding: 'utf8', env: given }).split('\0')
  const [flags = '', ...variables] = told.filter((line) => line !== '')
  return {
    flags: flags.split(' '),
    env: Object.fromEntries(
      variables.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
  }
}

export interface Prepared {
  id: string
  codigo: string
  /** Where an encoder publishes, its key included. */
  rtmp: string
  /** The multivariant playlist. */
  hls: string
}

/** A node that runs in a process group of its own, as install/start.sh would start it. */
export interface Box {
  readonly pid: number
  readonly url: string
  readonly dataDir: string
  /** From the start of its process to a 200 of /readyz, in ms. */
  readonly startedInMs: number
  /** A call as the admin. @throws where the answer is no success */
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  /** A fresh token of the admin, for what is no call in JSON. */
  token(): Promise<string>
  startLive(): Promise<Prepared>
  /** SIGTERM; resolves when it has ended. @throws where it did not end by itself */
  stop(): Promise<void>
  /** SIGKILL to the whole process group. */
  kill(): Promise<void>
  /** Processes of its group that still run. */
  left(): number[]
}

export interface BoxOptions {
  dataDir?: string
  /** Variables besides those of every run. */
  env?: Record<string, string>
  /** Ports to take again after a kill, so that an encoder finds the box where it was. */
  ports?: { http: number; rtmp: number }
}

/** @param folder where its data folder is made, unless one is given */
export const startBox = async (folder: string, options: BoxOptions = {}): Promise<Box> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(folder, 'datos-')))
  await mkdir(dataDir, { recursive: true })
  const started = asStarted()
  const begun = performance.now()
  const running = launch(process.execPath, [...started.flags, join(project, 'cli', 'nodo.ts'), 'start'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...started.env,
      NODO_DATA_DIR: dataDir,
      NODO_HTTP_HOST: '127.0.0.1',
      NODO_HTTP_PORT: String(options.ports?.http ?? 0),
      NODO_RTMP_HOST: '127.0.0.1',
      NODO_RTMP_PORT: String(options.ports?.rtmp ?? 0),
      NODO_ADMIN_EMAIL: email,
      NODO_ADMIN_PASSWORD: clave,
      ...options.env,
    },
  })
  const url = await startLine(running)
  while ((await fetch(`${url}/readyz`)).status !== 200) await sleep(2)
  const startedInMs = performance.now() - begun
  const { call, token, startLive } = createCalls(url)
  return {
    pid: running.pid,
    url,
    dataDir,
    startedInMs,
    call,
    token,
    startLive,
    async stop() {
      const code = await running.stop()
      if (code !== 0) throw new Error(`the node ended with ${code}`)
    },
    async kill() {
      process.kill(-running.pid, 'SIGKILL')
      await running.exited
    },
    left: () => groupOf(running.pid),
  }
}

/** The ports of a box, for one that takes its place. */
export const portsOf = (box: Box, live: Prepared) => ({
  http: Number(new URL(box.url).port),
  rtmp: Number(/:(\d+)\//.exec(live.rtmp)?.[1]),
})

/** Waits for the line that tells the ports. Its log is kept to be told where it ends instead. */
const startLine = (running: Running): Promise<string> =>
  new Promise((resolve, reject) => {
    let out = ''
    let log = ''
    const timer = setTimeout(() => {
      reject(new Error(`the node was not ready in time\n${log}`))
      running.process.kill('SIGKILL')
    }, readyWithinMs)
    running.process.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4096)
    })
    running.process.stdout?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4096)
      if (out === 'told') return
      out += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(out)
      if (!found) return
      out = 'told'
      clearTimeout(timer)
      resolve(found[0])
    })
    running.exited.then((code) => {
      clearTimeout(timer)
      reject(new Error(`the node ended with ${code}\n${log}`))
    }, reject)
  })

const createCalls = (url: string) => {
  let token: string | undefined
  const send = (method: string, path: string, body: unknown) =>
    fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
  const signIn = async (): Promise<string> => {
    token = undefined
    const answer = await send('POST', '/api/users/login', { email, clave })
    if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
    token = ((await answer.json()) as Reply<'POST /api/users/login'>).token
    return token
  }
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    if (!token) await signIn()
    let answer = await send(method, path, body)
    if (answer.status === 401) {
      await signIn()
      answer = await send(method, path, body)
    }
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const startLive = async (): Promise<Prepared> => {
    const { transmision, ingesta, url_hls, codigo } = await call<Reply<'POST /api/live/start'>>(
      'POST',
      '/api/live/start',
      { titulo: 'Medida' },
    )
    return { id: transmision.id, codigo, rtmp: `${ingesta.rtmp_url}/${ingesta.clave}`, hls: url + url_hls }
  }
  return { call, token: signIn, startLive }
}
