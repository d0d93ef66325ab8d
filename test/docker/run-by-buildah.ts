import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'

const run = promisify(execFile)
const kept = join(import.meta.dirname, '../../.runtime')
const store = ['--root', join(kept, 'image/storage'), '--runroot', join(kept, 'image/run')]
const buildah = async (...words: string[]) => (await run('buildah', [...store, ...words])).stdout.trim()

/** What an image says of how it is run, as far as ours does. */
interface ImageConfig {
  Entrypoint: string[]
  Cmd: string[]
  Volumes: Record<string, object>
  StopSignal: NodeJS.Signals
  Healthcheck: { Test: string[] }
}

const build = async () => {
  try {
    await run(join(import.meta.dirname, 'build-image.sh'))
  } catch (cause) {
    const told = readFileSync(join(kept, 'image.log'), 'utf8').split('\n').slice(-30).join('\n')
    throw new Error(`the image could not be built: ${told}`, { cause })
  }
}

/** The processes below this one. */
const below = (pid: number): number[] => {
  const children = readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter((child) => child.trim() !== '')
    .map(Number)
  return children.flatMap((child) => [child, ...below(child)])
}

/** The first process of the container, to which an engine sends its signals: the node, once it took its shell's place. */
const firstInside = (pid: number): number | undefined =>
  below(pid).find((child) => !readFileSync(`/proc/${child}/cmdline`, 'utf8').startsWith('buildah'))

/**
 * Builds the image and runs it in a container that goes when the test ends. Its network is this machine's.
 * @param env settings of the node · `secrets` a folder that stands where compose.yml gives the node its own
 */
export const runByBuildah = async (t: Test, env: Record<string, string>, secrets: string) => {
  await build()
  const container = await buildah('from', '--pull=never', 'comuniarte-nodo')
  t.teardown(() => buildah('rm', container))
  const described = await buildah('inspect', '--type', 'image', 'comuniarte-nodo')
  const image = (JSON.parse(described) as { Docker: { config: ImageConfig } }).Docker.config
  const settings = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const mount = ['--volume', `${secrets}:/run/secrets/nodo:ro`]
  const inside = ['run', '--isolation', 'chroot', ...settings, ...mount, container, '--']

  const child = spawn('buildah', [...store, ...inside, ...image.Entrypoint, ...image.Cmd], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const node = () => (child.exitCode === null ? firstInside(child.pid as number) : undefined)
  t.teardown(async () => {
    const left = node()
    if (left !== undefined) process.kill(left, 'SIGKILL')
    await ended
  })
  while (!/^ComuniArte Nodo .*\n/m.test(said)) {
    const more = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)])
    if (more === undefined) throw new Error(`it ended before it was ready: ${said}`)
  }
  const pid = node() as number
  return {
    image,
    /** The user that it runs as, by the kernel's word. */
    uid: Number(/^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
    /** Runs a program of the image beside the node. @throws where it fails */
    beside: (...words: string[]) => buildah(...inside, ...words),
    /** Tells the node to stop as an engine would. @returns its exit code, and what it said */
    async stop() {
      process.kill(pid, image.StopSignal)
      return { code: await ended, said }
    },
  }
}
