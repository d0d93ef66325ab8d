import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'

const root = new URL('../../', import.meta.url).pathname
const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => statSync(join(folder, path)).mtimeMs),
  )

/** The node serves `dist/dashboard`: it is built where it is missing or older than its sources. */
const buildIfStale = async (): Promise<void> => {
  const page = join(root, 'dist/dashboard/index.html')
  const sources = join(root, 'src/dashboard')
  if (existsSync(page) && statSync(page).mtimeMs > newest(sources)) return
  await build({ configFile: join(sources, 'vite.config.ts'), logLevel: 'error' })
}

/** The whole program as a user starts it, on free ports of this machine, in a folder of its own. */
export const startNode = async () => {
  await buildIfStale()
  const dataDir = mkdtempSync(join(tmpdir(), 'nodo-'))
  const child = spawn(process.execPath, ['cli/nodo.ts', 'start'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      LANG: 'es_MX.UTF-8',
      NODO_DATA_DIR: dataDir,
      NODO_HTTP_HOST: '127.0.0.1',
      NODO_HTTP_PORT: '0',
      NODO_RTMP_HOST: '127.0.0.1',
      NODO_RTMP_PORT: '0',
      NODO_LOG_LEVEL: 'error',
      NODO_LIVE_GRACE_S: '60',
    },
  })
  const lastResort = () => child.kill('SIGKILL')
  process.once('exit', lastResort)
  const { port, code } = await new Promise<{ port: string; code: string }>((resolve, reject) => {
    let port: string | undefined
    child.once('exit', () => reject(new Error('the node ended instead of saying where it is')))
    createInterface({ input: child.stdout }).on('line', (line) => {
      port ??= /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
      const code = /codigo=([^\s]+)/.exec(line)?.[1]
      if (port && code) resolve({ port, code })
    })
  })
  return {
    port: Number(port),
    /** The one-time code of the console. */
    code,
    async stop(): Promise<void> {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      process.off('exit', lastResort)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** An encoder as OBS would be set: H.264 with a key frame each second, AAC at 48 kHz. */
export const publish = (url: string, size = '640x360') => {
  const child: ChildProcess = spawn(
    'ffmpeg',
    [
      ...['-loglevel', 'error', '-nostdin', '-re'],
      ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30`],
      ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
      ...['-threads', '1', '-g', '30', '-b:v', '600k', '-c:a', 'aac', '-b:a', '64k', '-f', 'flv', url],
    ],
    { stdio: 'ignore' },
  )
  const lastResort = () => child.kill('SIGKILL')
  process.once('exit', lastResort)
  return {
    /** As a laptop whose battery ends: nothing is said. */
    async kill(): Promise<void> {
      process.off('exit', lastResort)
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
